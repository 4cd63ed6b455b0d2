# ruff: noqa: E501 - an expression for the browser reads best so
"""What axe-core is asked of a page, at which widths."""

WIDTHS = {"phone": (390, 844), "desktop": (1280, 900)}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
# A dark page differs in its colours alone.
RULES = {
    False: {"runOnly": {"type": "tag", "values": TAGS}},
    True: {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}},
}
CHECK = """(async () => {
  const found = await axe.run(document, %s);
  return found.violations.map((one) => one.id + ': ' + one.nodes.map((node) =>
    node.target.join(' ') + ' ' + node.any.map((any) => any.message).join(' ')).slice(0, 3).join(' | '));
})()"""
