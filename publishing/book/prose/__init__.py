"""An executed chapter in reading order: its sentences, as published and as a draft shows them."""
