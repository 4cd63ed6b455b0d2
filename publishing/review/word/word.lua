-- The staged book's own forms as a Word document of a draft. Runs after citeproc.
-- Metadata as for crossref.lua, and is248-figures (JSON: pictures by the figures' ids).
-- Numbered paragraphs (paragraphs.lua) begin with their number, under a bookmark that names the paragraph.

local stringify = pandoc.utils.stringify
local index, here, pictures = { targets = {}, pages = {}, language = {} }, "", {}
local WIDTH = "16cm"

local function read(meta)
  local handle = assert(io.open(stringify(meta["is248-crossref"]), "r"))
  index = pandoc.json.decode(handle:read("a"), false)
  handle:close()
  pictures = pandoc.json.decode(meta["is248-figures"], false)
  here = index.pages[stringify(meta["is248-page"])].href
end

-- As publishing/review/word/bookmarks.py has it.
local function bookmark(id)
  return "is248_" .. pandoc.utils.sha1(here .. "#" .. id):sub(1, 16)
end

local function styled(kind, content, style, id)
  return pandoc[kind](content, pandoc.Attr(id or "", {}, { ["custom-style"] = style }))
end

local function mark(span)
  local inside, number = span.attributes.inside, span.attributes.number
  local id = inside ~= "" and inside ~= "note" and inside or "avsnitt-" .. number
  return { pandoc.Span({ styled("Span", { pandoc.Str(number) }, "Paragraph Number") }, pandoc.Attr(bookmark(id))), pandoc.Space() }
end

-- Only what a reviewer in Word can use is left of a span or a link.
local function span(element)
  if element.classes:includes("paragraph-mark") then return mark(element) end
  if element.classes:includes("downloads") then return {} end
  local ours = element.attributes["custom-style"] or element.identifier:match("^is248_")
  return not ours and element.content or nil
end

local function link(element)
  local away = element.target:match("^%a[%w+.-]*:")
  return not away and element.content or nil
end

local function label(target)
  local word = index.language["crossref-" .. target.kind .. "-title"] or target.kind
  return target.number ~= "" and word .. "\u{a0}" .. target.number or target.title
end

-- The mark of a caption stands before its label.
local function captioned(target, inlines)
  local out, rest = pandoc.Inlines({}), inlines:clone()
  local first = rest[1]
  if first and first.t == "Span" and first.classes:includes("paragraph-mark") then
    out:extend(mark(rest:remove(1)))
  end
  out:insert(pandoc.Strong({ pandoc.Str(label(target)) }))
  out:insert(pandoc.Space())
  out:extend(rest)
  return out
end

local function table_of(div, target)
  local content = div.content:clone()
  local text = content:remove(#content)
  local made = content[1]
  if made and made.t == "RawBlock" then made = pandoc.read(made.text, "html").blocks[1] end
  local caption = styled("Div", { pandoc.Para(captioned(target, text.content)) }, "Table Caption")
  return { caption, made }
end

local function picture(id, image)
  local src = pictures[id] or image.src
  if src:match("%.svg$") then return pandoc.Emph({ pandoc.Str(stringify(image.caption)) }) end
  return pandoc.Image({}, src, "", pandoc.Attr("", {}, { width = WIDTH, alt = image.attributes["fig-alt"] }))
end

local function figure(element)
  local target = index.targets[element.identifier]
  local image
  element:walk({ Image = function(found) image = found end })
  if not image then return nil end
  local out = pandoc.Blocks({ pandoc.Para({ picture(element.identifier, image) }) })
  local text = element.caption.long[1]
  if target and text then
    out:insert(styled("Div", { pandoc.Para(captioned(target, text.content)) }, "Image Caption"))
  elseif text then
    out:insert(styled("Div", { text }, "Image Caption"))
  end
  return out
end

local STYLES = { ["product-headline"] = "Headline", ["product-note"] = "Note" }

local function div(element)
  local target = index.targets[element.identifier]
  if element.classes:includes("is248-table") and target then return table_of(element, target) end
  if element.classes:includes("report-downloads") then return {} end
  for class, style in pairs(STYLES) do
    if element.classes:includes(class) then return styled("Div", element.content, style) end
  end
  if element.attributes["custom-style"] then return nil end
  return element.content
end

local function header(element)
  local target = index.targets[element.identifier]
  if target and target.number ~= "" then
    local at = 1
    local first = element.content[1]
    if first and first.t == "Span" and first.classes:includes("paragraph-mark") then at = 2 end
    element.content:insert(at, pandoc.Str(target.number .. "\u{a0}"))
  end
  element.attr = pandoc.Attr()
  return element
end

local function image(element)
  if element.src:match("%.svg$") then return picture("", element) end
end

local function nothing() return {} end

return {
  { Meta = read },
  { Header = header },
  { Div = div, Figure = figure },
  { Span = span, Link = link, Image = image, RawBlock = nothing, RawInline = nothing },
}
