-- Numbered paragraphs of a draft: what one may talk about has a number within its page, the same on the web and in the PDF.
-- Run three times, told by is248-paragraphs in the metadata: `count` marks the page before any form is made of it;
-- `typst`, before the form's own filter, and `html`, after it, turn the marks into what the form shows.
-- A mark is an empty span at the start of a paragraph; what is no paragraph stands in a div, or bears the number itself.

local stringify = pandoc.utils.stringify
local MARK, CLASS = "paragraph-mark", "avsnitt"
local last = 0

local function mark(kind, inside)
  last = last + 1
  return pandoc.Span({}, pandoc.Attr("", { MARK }, { number = tostring(last), kind = kind, inside = inside or "" }))
end

local function is_mark(inline)
  return inline and inline.t == "Span" and inline.classes:includes(MARK)
end

-- A block that bears its number itself.
local function bearing(div, kind, number)
  div.identifier = CLASS .. "-" .. number
  div.classes:insert(1, CLASS)
  div.attributes["data-number"], div.attributes["data-kind"] = number, kind
  return div
end

-- Counting ----------------------------------------------------------------------------------------------------------

local count

local function counted_paragraph(block, kind, inside)
  block.content:insert(1, mark(kind, inside))
  return block
end

-- The first paragraph of a block's content has the mark, for the PDF; the block itself has the number.
local function counted_whole(div, kind)
  local made = mark(kind)
  local first = true
  local out = div:walk({ traverse = "topdown", Inlines = function(inlines)
    if not first or #inlines == 0 then return nil end
    first = false
    -- In a headline, since the template takes its text alone.
    if inlines[1].t == "Span" and inlines[1].classes:includes("headline") then
      inlines[1].content:insert(1, made)
    else
      inlines:insert(1, made)
    end
    return inlines, false
  end })
  return bearing(out, kind, made.attributes.number)
end

local function lone_picture(block)
  return #block.content == 1 and block.content[1].t == "Image"
end

local function in_div(block, kind)
  local made = mark(kind)
  return bearing(pandoc.Div({ pandoc.Plain({ made }), block }), kind, made.attributes.number)
end

local function counted_items(list, kind)
  for position, item in ipairs(list.content) do
    local blocks = count(item)
    local first = blocks[1]
    if first and (first.t == "Plain" or first.t == "Para") and is_mark(first.content[1]) then first.content[1].attributes.kind = kind end
    list.content[position] = blocks
  end
  return list
end

local function callout(div)
  for _, class in ipairs(div.classes) do
    if class:match("^callout%-%a+$") then return true end
  end
end

-- Whether a note says more than where the files are.
local function says(note)
  return stringify(note:walk({ Span = function(span) return span.classes:includes("downloads") and {} or nil end })):match("%S")
end

local function counted(block)
  local classes = block.classes or pandoc.List({})
  if block.t == "Para" or block.t == "Plain" then
    return lone_picture(block) and in_div(block, "figure") or #block.content > 0 and counted_paragraph(block, "text") or block
  elseif block.t == "Header" then
    return counted_paragraph(block, "heading")
  elseif block.t == "BulletList" or block.t == "OrderedList" then
    return counted_items(block, "item")
  elseif block.t == "BlockQuote" then
    block.content = count(block.content)
  elseif block.t == "Figure" and block.identifier:match("^fig%-") then
    local caption = block.caption.long[1]
    if caption and caption.content then counted_paragraph(caption, "figure", block.identifier) end
  elseif block.t == "Div" and classes:includes("is248-table") then
    local caption = block.content[#block.content]
    if caption and caption.content then counted_paragraph(caption, "table", block.identifier) end
  elseif block.t == "Div" and classes:includes("product-headline") then
    return counted_whole(block, "headline")
  elseif block.t == "Div" and classes:includes("product-note") then
    return says(block) and counted_whole(block, "note") or block
  elseif block.t == "Div" and classes:includes("key-figures") then
    for position, box in ipairs(block.content) do
      block.content[position] = box.t == "Div" and counted_whole(box, "text") or box
    end
  elseif block.t == "Div" and not classes:includes("report-downloads") and block.identifier ~= "refs" then
    local opening = callout(block) and block.content[1] and block.content[1].t == "Header" and block.content:remove(1)
    block.content = count(block.content)
    if opening then block.content:insert(1, opening) end
  elseif block.t == "Figure" then
    return in_div(block, "figure")
  elseif block.t == "Table" then
    return in_div(block, "table")
  elseif block.t == "CodeBlock" or block.t == "LineBlock" or block.t == "DefinitionList" then
    return in_div(block, "text")
  end
  return block
end

function count(blocks)
  local out = pandoc.Blocks({})
  for _, block in ipairs(blocks) do out:insert(counted(block)) end
  return out
end

-- Notes are read after the text.
local function counted_page(doc)
  doc.blocks = count(doc.blocks)
  doc = doc:walk({ traverse = "topdown", Note = function(note)
    for position, block in ipairs(note.content) do
      if block.content and (block.t == "Para" or block.t == "Plain") then note.content[position] = counted_paragraph(block, "footnote", "note") end
    end
    return note, false
  end })
  doc.meta["is248-paragraph-count"] = tostring(last)
  return doc
end

-- The list of references is made for each form, in the same order.
local function references(doc, numbered)
  last = tonumber(stringify(doc.meta["is248-paragraph-count"]))
  return doc:walk({ Div = function(div)
    if not div.classes:includes("csl-entry") then return nil end
    last = last + 1
    return numbered(div, tostring(last))
  end })
end

-- Typst -------------------------------------------------------------------------------------------------------------

local SEEN = { heading = true, table = true, figure = true }

local function in_margin(number, kind)
  return pandoc.RawInline("typst", "#is248-paragraph" .. (SEEN[kind] and "-seen" or "") .. "(" .. number .. ");")
end

local function typst(doc)
  doc = references(doc, function(div, number)
    local first = div.content[1]
    if first and first.content then first.content:insert(1, in_margin(number)) end
    return div
  end)
  return doc:walk({
    Span = function(span) return is_mark(span) and in_margin(span.attributes.number, span.attributes.kind) or nil end,
    Div = function(div)
      -- What was put into a div only to bear its number; the number stands where it begins.
      if div.classes[1] ~= CLASS or #div.classes > 1 then return nil end
      local first = div.content[1]
      if not (first and first.t == "Plain" and #first.content == 1) then return nil end
      local out = div.content:clone()
      out[1] = pandoc.RawBlock("typst", "#is248-paragraph-beside(" .. div.attributes["data-number"] .. ")")
      return out
    end,
  })
end

-- HTML --------------------------------------------------------------------------------------------------------------

local function taken(inlines)
  for position, inline in ipairs(inlines) do
    if is_mark(inline) then
      inlines:remove(position)
      return inline.attributes
    end
  end
end

local function around(found, blocks)
  return bearing(pandoc.Div(blocks), found.kind, found.number)
end

local products = {}

local function paragraph(block)
  local found = taken(block.content)
  if not found then return nil end
  if found.inside == "note" then
    local own = pandoc.Span(block.content, pandoc.Attr(CLASS .. "-" .. found.number, { CLASS }, { ["data-number"] = found.number, ["data-kind"] = found.kind }))
    block.content = { own }
    return block
  elseif found.inside ~= "" then
    products[found.inside] = found.number
    return block
  end
  return around(found, { block })
end

local function wrapped(blocks)
  local out, position = pandoc.Blocks({}), 1
  while position <= #blocks do
    local block, before = blocks[position], out[#out]
    local found = block.t == "Header" and taken(block.content)
    if found and before and before.t == "RawBlock" and before.text:match('^<div class="heading ') then
      out[#out] = around(found, { before, block, blocks[position + 1] })
      position = position + 1
    elseif found then
      out:insert(around(found, { block }))
    else
      out:insert((block.t == "Para" or block.t == "Plain") and paragraph(block) or block)
    end
    position = position + 1
  end
  return out
end

local function html(doc)
  doc = references(doc, function(div, number)
    div.attributes["data-number"], div.attributes["data-kind"] = number, "reference"
    div.classes:insert(1, CLASS)
    return div
  end)
  -- Marks of what bears its number itself have done their work.
  doc = doc:walk({ traverse = "topdown", Div = function(div)
    if not div.attributes["data-number"] or div.classes:includes("csl-entry") then return nil end
    local done = false
    local out = div:walk({ Span = function(span)
      if is_mark(span) and span.attributes.number == div.attributes["data-number"] then return {} end
    end })
    local first = out.content[1]
    if first and first.t == "Plain" and #first.content == 0 then out.content:remove(1) end
    return out
  end })
  doc = doc:walk({ Blocks = wrapped })
  return doc:walk({ RawBlock = function(block)
    local id = block.format == "html" and block.text:match('^<%a+ class="product %a+" id="([^"]+)"')
    if not (id and products[id]) then return nil end
    block.text = block.text:gsub(' id="', ' data-number="' .. products[id] .. '" id="', 1)
    return block
  end })
end

local PASSES = { count = counted_page, typst = typst, html = html }
return { { Pandoc = function(doc) return PASSES[stringify(doc.meta["is248-paragraphs"])](doc) end } }
