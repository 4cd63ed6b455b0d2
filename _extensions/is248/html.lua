-- The staged book's own forms as HTML of the site. Runs after citeproc.
-- Metadata as for crossref.lua, and is248-words (JSON: the words of the pages).

local stringify = pandoc.utils.stringify
local index, words = { targets = {}, language = {} }, {}

local function read(meta)
  local handle = assert(io.open(stringify(meta["is248-crossref"]), "r"))
  index = pandoc.json.decode(handle:read("a"), false)
  handle:close()
  words = pandoc.json.decode(meta["is248-words"], false)
end

local function escape(text)
  return (text:gsub("[&<>\"']", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#39;" }))
end

local function raw(html)
  return pandoc.RawBlock("html", html)
end

local function anchor(id, name)
  return string.format('<a class="anchor" href="#%s" aria-label="%s %s"><span aria-hidden="true">#</span></a>', escape(id), escape(words.link_to), escape(name))
end

-- Caption with its label and anchor; the anchor stands beside the caption, so that it is no part of the table's name.
local function caption(target, inlines)
  local word = index.language["crossref-" .. target.kind .. "-title"] or target.kind
  local label = word .. "\u{a0}" .. target.number
  local shown = '<span class="product-label">' .. escape(label) .. "</span> "
  if target.number == "" then label, shown = target.title, "" end
  local out = pandoc.Inlines({
    pandoc.RawInline("html", string.format('<span id="%s-caption">%s', escape(target.id), shown)),
  })
  out:extend(inlines)
  out:insert(pandoc.RawInline("html", "</span>" .. anchor(target.id, label)))
  return pandoc.Blocks({ raw("<figcaption>"), pandoc.Plain(out), raw("</figcaption>") })
end

local function header(element)
  local target = index.targets[element.identifier]
  local title = stringify(element.content)
  if target and target.number ~= "" then
    local number = string.format('<span class="number">%s</span> ', escape(target.number))
    element.content:insert(1, pandoc.RawInline("html", number))
  end
  if element.level == 1 then
    return element
  end
  return { raw(string.format('<div class="heading heading-%d">', element.level)), element, raw(anchor(element.identifier, target and target.title or title) .. "</div>") }
end

local function is_note(block, id)
  return block and block.t == "Div" and block.classes:includes("product-note") and block.attributes["for"] == id
end

local function scroll(id)
  return string.format('<div class="table-scroll" role="region" aria-labelledby="%s-caption" tabindex="0">', escape(id))
end

-- A narrow cell may break its words after a slash; browsers wouldn't.
local function breakable(html)
  return (html:gsub(">[^<>]+<", function(text) return (text:gsub("/([^/%s%d<])", "/<wbr>%1")) end))
end

local function table_block(div, headline, note)
  local target = index.targets[div.identifier]
  local content = div.content:clone()
  local text = content:remove(#content)
  local out = pandoc.Blocks({ raw(string.format('<figure class="product table" id="%s">', escape(target.id))) })
  local above = caption(target, text.content)
  if headline then above:insert(2, headline) end -- inside: HTML lets nothing stand before a caption
  out:extend(above)
  out:insert(raw(scroll(target.id)))
  for _, block in ipairs(content) do
    if block.t == "RawBlock" and block.format == "html" then
      local named = string.format('<table aria-labelledby="%s-caption" ', target.id)
      block = raw((breakable(block.text):gsub("^<table ", named, 1)))
    elseif block.t == "Table" then
      block.attributes["aria-labelledby"] = target.id .. "-caption"
    end
    out:insert(block)
  end
  out:insert(raw("</div>"))
  if note then out:insert(note) end
  out:insert(raw("</figure>"))
  return out
end

local function own(image)
  return image.src:match("pictures/[^/]+$") ~= nil
end

-- No style: the size that an author gives, in percent or pixels.
local PIXELS = { px = 1, pt = 4 / 3, ["in"] = 96, cm = 96 / 2.54, mm = 9.6 / 2.54, em = 16 }
local function size(image)
  local out = ""
  for _, name in ipairs({ "width", "height" }) do
    local number, unit = (image.attributes[name] or ""):match("^([%d.]+)%s*(%a*%%?)$")
    if number and unit == "%" then out = out .. string.format(' %s="%s%%"', name, number)
    elseif number then out = out .. string.format(' %s="%d"', name, math.floor(tonumber(number) * (PIXELS[unit] or 1) + 0.5)) end
  end
  return out
end

local function picture(image)
  local alt = image.attributes["fig-alt"] or image.attributes.alt or stringify(image.caption)
  return string.format('<img class="picture" src="%s" alt="%s"%s>', escape(image.src), escape(alt), size(image))
end

-- An author's picture with a caption, but without a number.
local function plain_figure(figure)
  local image
  figure:walk({ Image = function(element) image = element end })
  if not (image and own(image)) then return nil end
  local out = pandoc.Blocks({ raw('<figure class="picture-figure"><div class="figure-card">' .. picture(image) .. "</div><figcaption>") })
  for _, block in ipairs(figure.caption.long) do out:insert(block) end
  out:insert(raw("</figcaption></figure>"))
  return out
end

-- Heads of columns, and of rows where a row has more than a pair, say so to screen readers.
local function headed(tbl)
  for _, row in ipairs(tbl.head.rows) do
    for _, cell in ipairs(row.cells) do cell.attr.attributes.scope = cell.col_span > 1 and "colgroup" or "col" end
  end
  -- Sides as classes: the site allows no style.
  local sides = {}
  for number, spec in ipairs(tbl.colspecs) do
    sides[number] = spec[1]
    tbl.colspecs[number] = { "AlignDefault", nil }
  end
  local function placed(rows)
    for _, row in ipairs(rows) do
      local column = 1
      for _, cell in ipairs(row.cells) do
        local side = cell.alignment ~= "AlignDefault" and cell.alignment or sides[column]
        if side == "AlignRight" then cell.attr.classes:insert("num") elseif side == "AlignCenter" then cell.attr.classes:insert("centred") end
        cell.alignment = "AlignDefault"
        column = column + cell.col_span
      end
    end
  end
  placed(tbl.head.rows)
  placed(tbl.foot.rows)
  for _, body in ipairs(tbl.bodies) do
    placed(body.head)
    placed(body.body)
  end
  if #tbl.colspecs > 2 then
    for _, body in ipairs(tbl.bodies) do
      body.row_head_columns = math.max(body.row_head_columns, 1)
      for _, row in ipairs(body.body) do
        if row.cells[1] then row.cells[1].attr.attributes.scope = "row" end
      end
    end
  end
  tbl.classes:insert("is248-table-body")
  return tbl
end

-- A table without a number.
local function plain_table(tbl)
  if tbl.attributes["aria-labelledby"] then return nil end
  local name = stringify(tbl.caption.long)
  return { raw('<div class="table-scroll plain-table" role="region" tabindex="0"' .. (name ~= "" and ' aria-label="' .. escape(name) .. '"' or "") .. ">"), tbl, raw("</div>") }
end

local function figure_block(figure, headline, note)
  local target = index.targets[figure.identifier]
  -- HTML lets nothing stand after a caption inside its figure, so the note stands beside the figure.
  local out = pandoc.Blocks({ raw(string.format('<div class="product figure" id="%s"><figure aria-labelledby="%s-caption">', escape(target.id), escape(target.id))) })
  if headline then out:insert(headline) end
  local image
  figure:walk({ Image = function(element) image = element end })
  -- Python puts the drawing itself in the place of this element; an author's own picture is a file.
  local drawn = own(image) and picture(image) or string.format('<img data-figure="%s" alt="%s">', escape(target.id), escape(image.attributes["fig-alt"] or ""))
  out:insert(raw('<div class="figure-card">' .. drawn .. "</div>"))
  out:extend(caption(target, figure.caption.long[1].content))
  out:insert(raw("</figure>"))
  if note then out:insert(note) end
  out:insert(raw("</div>"))
  return out
end

-- Text of a chapter as plain text for the front page, without what points into the chapter.
local function brief(inlines)
  inlines = inlines:walk({
    Note = function() return {} end,
    Cite = function() return {} end,
    Link = function(link)
      return link.classes:includes("crossref") and pandoc.Str("\1" .. stringify(link) .. "\2") or nil
    end,
  })
  local text = stringify(inlines):gsub("%s*%(\1[^()]*\2%)", ""):gsub("[\1\2]", ""):gsub("%s+([.,:;])", "%1")
  return text
end

-- One sentence stands on one line.
local function first_sentence(paragraph)
  local first = pandoc.Inlines({})
  for _, inline in ipairs(paragraph.content) do
    if inline.t == "SoftBreak" then break end
    first:insert(inline)
  end
  return first
end

-- The first paragraph of the summary whose heading stands at `i`, past headings inside it.
local function summary(list, i)
  local block = list[i]
  if not (words.summary and block.t == "Header" and block.level > 1) then return nil end
  if stringify(block.content):sub(1, #words.summary) ~= words.summary then return nil end
  repeat i = i + 1 until not (list[i] and list[i].t == "Header" and list[i].level > block.level)
  return list[i] and list[i].t == "Para" and list[i] or nil
end

-- Products take the headline before them and the note after them into one figure element.
local function blocks(list)
  local out = pandoc.Blocks({})
  local i = 1
  while i <= #list do
    local block, following = list[i], list[i + 1]
    local target = block.identifier and index.targets[block.identifier]
    local opening = summary(list, i)
    if opening then block.attributes["data-brief"] = brief(first_sentence(opening)) end
    if block.t == "Div" and block.classes:includes("product-headline") and following then
      local note = is_note(list[i + 2], following.identifier) and list[i + 2]
      local made = following.t == "Figure" and figure_block or table_block
      out:extend(made(following, block, note))
      i = i + (note and 3 or 2)
    elseif block.t == "Figure" and target then
      local note = is_note(following, block.identifier) and following
      out:extend(figure_block(block, nil, note))
      i = i + (note and 2 or 1)
    elseif block.t == "Div" and target and target.kind == "tbl" then
      local note = is_note(following, block.identifier) and following
      out:extend(table_block(block, nil, note))
      i = i + (note and 2 or 1)
    else
      local plain = block.t == "Figure" and plain_figure(block)
      if plain then out:extend(plain) else out:insert(block) end
      i = i + 1
    end
  end
  return out
end

local function callout(div)
  local kind
  for _, class in ipairs(div.classes) do
    kind = kind or class:match("^callout%-(%a+)$")
  end
  local content = div.content:clone()
  local title = pandoc.Inlines({})
  if content[1] and content[1].t == "Header" then title = content:remove(1).content end
  local plain = div.attributes.appearance == "minimal"
  local named = #title > 0
  if not named then title = pandoc.Inlines({ pandoc.Str(index.language["callout-" .. kind .. "-title"] or kind) }) end
  local classes = "callout callout-" .. kind .. (plain and " callout-minimal" or "")
  local collapse = div.attributes.collapse
  local tag = collapse and "details" or "div"
  local open = collapse == "false" and " open" or ""
  local out = pandoc.Blocks({ raw(string.format('<%s class="%s"%s%s>', tag, escape(classes), collapse and open or ' role="note"', "")) })
  if collapse then
    out:insert(raw('<summary class="callout-title">'))
    out:insert(pandoc.Plain(title))
    out:insert(raw("</summary>"))
  elseif named or not plain then
    out:insert(raw('<p class="callout-title">'))
    out:insert(pandoc.Plain(title))
    out:insert(raw("</p>"))
  end
  out:extend(content)
  out:insert(raw("</" .. tag .. ">"))
  return out
end

local function div(element)
  for _, class in ipairs(element.classes) do
    if class:match("^callout%-%a+$") then return callout(element) end
  end
  if element.classes:includes("front-page") then
    -- Python moves what stands between these to the top of the front page.
    local out = pandoc.Blocks({ raw("<!--front-->") })
    out:extend(element.content)
    out:insert(raw("<!--/front-->"))
    return out
  end
  -- A page without a summary of its own says so what the front page shall say of it.
  if element.classes:includes("brief") then
    element.attributes["data-brief"] = brief(pandoc.utils.blocks_to_inlines(element.content, { pandoc.Space() }))
    return element
  end
  -- The page's head has these links.
  if element.classes:includes("report-downloads") then return {} end
  if element.identifier == "refs" and #element.content > 0 and not words.whole_list then
    return { raw(string.format('<section class="reference-list" aria-labelledby="references"><h2 id="references">%s</h2>', escape(words.references))), element, raw("</section>") }
  end
  return nil
end

-- A numbered equation; one that has no number needs no more than its own element.
local function equation(span)
  local target = span.classes:includes("equation") and index.targets[span.identifier]
  if not target then return nil end
  span.attributes.alt = nil -- MathML is read aloud as it is
  span.content:insert(pandoc.RawInline("html", '<span class="equation-number">(' .. escape(target.number) .. ")</span>"))
  return span
end

-- The box of a task list is a sign, not a field to fill in.
local function box(str)
  return (str.text == "☐" or str.text == "☒") and pandoc.Span({ str }, pandoc.Attr("", { "box" })) or nil
end

-- Most pages have none, and to be handed each word takes long.
local function boxes(doc)
  local text = stringify(doc)
  doc:walk({ Note = function(note) text = text .. stringify(note.content) end })
  return (text:find("☐", 1, true) or text:find("☒", 1, true)) and doc:walk({ Str = box }) or nil
end

-- A picture in a sentence, or alone without a caption.
local function shown(image)
  return own(image) and pandoc.RawInline("html", picture(image)) or nil
end

return { { Meta = read }, { Span = equation }, { Table = headed }, { Div = div }, { Blocks = blocks }, { Header = header }, { Image = shown, Table = plain_table }, { Pandoc = boxes } }
