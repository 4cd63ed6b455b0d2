"""Word documents as reviewers send them: comments and tracked changes put into a draft's own."""

import zipfile

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
KARI = 'w:id="900" w:author="Kari Nordmann" w:date="2091-11-30T10:00:00Z"'
_HEAD = f'<w:x xmlns:w="{W}">'


def tag(name):
    return f"{{{W}}}{name}"


def made(xml):
    """The elements of a piece of WordprocessingML."""
    return list(etree.fromstring(f"{_HEAD}{xml}</w:x>"))


class Docx:
    """A document to change."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.tree = etree.fromstring(self.parts["word/document.xml"])
        self.comments = []

    def save(self, path):
        self.parts["word/document.xml"] = etree.tostring(self.tree)
        if self.comments:
            text = f'<w:comments xmlns:w="{W}">{"".join(self.comments)}</w:comments>'
            self.parts["word/comments.xml"] = text.encode()
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in self.parts.items():
                archive.writestr(name, content)
        return path

    def paragraph(self, words):
        """The paragraph that has these words."""
        return next(p for p in self.tree.iter(tag("p")) if words in "".join(p.itertext()))

    def run(self, words):
        """The run with these words, parted from what stands before and after in it."""
        run = next(
            r for r in self.tree.iter(tag("r"))
            if words in "".join(r.itertext()) and r.find(tag("t")) is not None
        )  # fmt: skip
        text = "".join(run.itertext())
        before, _, after = text.partition(words)
        for part, place in ((before, "before"), (after, "after")):
            if part:
                (other,) = made(f'<w:r><w:t xml:space="preserve">{part}</w:t></w:r>')
                run.addprevious(other) if place == "before" else run.addnext(other)
        run.find(tag("t")).text = words
        return run

    def comment(self, first, last, text, attributes=KARI, number="7"):
        """A comment over runs, or paragraphs."""
        attributes = attributes.replace('w:id="900"', f'w:id="{number}"')
        start, end = made(
            f'<w:commentRangeStart w:id="{number}"/><w:commentRangeEnd w:id="{number}"/>'
        )
        first.addprevious(start)
        last.addnext(end)
        (reference,) = made(f'<w:r><w:commentReference w:id="{number}"/></w:r>')
        end.addnext(reference)
        lines = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n"))
        self.comments.append(f"<w:comment {attributes}>{lines}</w:comment>")

    def delete(self, run, attributes=KARI):
        (mark,) = made(f"<w:del {attributes}/>")
        run.addprevious(mark)
        mark.append(run)
        for text in run.iter(tag("t")):
            text.tag = tag("delText")
        return mark

    def insert(self, after, words, attributes=KARI):
        (mark,) = made(
            f'<w:ins {attributes}><w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:ins>'
        )
        after.addnext(mark)
        return mark

    def delete_paragraph(self, paragraph, name="del", attributes=KARI):
        for run in list(paragraph.iter(tag("r"))):
            mark = self.delete(run, attributes)
            mark.tag = tag(name)
        self._mark(paragraph, name, attributes)

    def insert_paragraph(self, after, words, name="ins", attributes=KARI):
        (new,) = made(
            f'<w:p><w:{name} {attributes}><w:r><w:t xml:space="preserve">{words}</w:t></w:r>'
            f"</w:{name}></w:p>"
        )
        after.addnext(new)
        self._mark(new, name, attributes)

    def _mark(self, paragraph, name, attributes):
        (settings,) = made(f"<w:pPr><w:rPr><w:{name} {attributes}/></w:rPr></w:pPr>")
        paragraph.insert(0, settings)
