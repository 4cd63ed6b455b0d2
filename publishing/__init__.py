"""From executed chapters to the staged book, the site and the PDF; knows documents and no statistics."""
