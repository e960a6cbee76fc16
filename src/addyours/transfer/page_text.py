"""Makes the text of a plain page out of blocks of another system; used by every importer."""

from __future__ import annotations

from html import escape

from addyours.transfer.html_blocks import Converted


def page_html(made: Converted) -> tuple[str, list[str]]:
    """Return HTML of blocks, and what is not as it was: a plain page shows text alone."""
    parts, adapted = [], list(made.adapted)
    for block in made.blocks:
        match block.kind:
            case "heading":
                parts.append(f"<h2>{escape(block.value)}</h2>")
            case "quote":
                words = "<br>".join(escape(line) for line in block.value["words"].split("\n"))
                parts.append(f"<blockquote>{words}</blockquote>")
            case "list":
                tag = "ol" if block.value["is_ordered"] else "ul"
                items = "".join(f"<li>{item}</li>" for item in block.value["items"])
                parts.append(f"<{tag}>{items}</{tag}>")
            case "divider":
                parts.append("<hr>")
            case "embed":
                address = escape(block.value)
                parts.append(f'<p><a href="{address}">{address}</a></p>')
            case "photo":
                caption = escape(block.value["caption"])
                parts.append(f"<p>{caption}</p>" if caption else "")
                adapted.append(f"Plain pages have no pictures: {block.value['url'][:300]}")
            case _:
                parts.append(block.value)
    return "\n".join(part for part in parts if part), list(dict.fromkeys(adapted))
