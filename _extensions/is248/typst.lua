-- The staged book's own forms as Typst: chapters, tables, figures, notes, references. The look is typst-template.typ's.
-- Runs after crossref.lua. Needs is248-crossref in the metadata (index of the book: numbers, titles, words).
-- Text reaches Typst as string literals or through pandoc's own writer, never as code.

local stringify = pandoc.utils.stringify
local index = { targets = {}, pages = {}, language = {} }
local page, skipping = "", false

-- Quarto's own `error` only logs, and hides `fatal` from the filters of extensions.
local stop = _G.fatal or error

local function read(meta)
  local handle = assert(io.open(stringify(meta["is248-crossref"]), "r"))
  index = pandoc.json.decode(handle:read("a"), false)
  handle:close()
end

local function quoted(text)
  return '"' .. text:gsub('[\\"]', "\\%0"):gsub("%c", " ") .. '"'
end

local function code(text)
  return pandoc.RawInline("typst", text)
end

local function label(id)
  return "label(" .. quoted(id) .. ")"
end

-- One call of a template function; arguments are pairs of a name and either code (string) or Inlines.
local function call(name, arguments)
  local out = pandoc.Inlines({ code("#" .. name .. "(") })
  for _, argument in ipairs(arguments) do
    if type(argument[2]) == "string" then
      out:insert(code(argument[1] .. ": " .. argument[2] .. ", "))
    elseif #argument[2] > 0 then
      out:insert(code(argument[1] .. ": ["))
      out:extend(argument[2])
      out:insert(code("], "))
    end
  end
  out:insert(code(")"))
  return pandoc.Para(out)
end

local function inlines_of(blocks)
  return blocks and pandoc.utils.blocks_to_inlines(blocks, { pandoc.Space() }) or pandoc.Inlines({})
end

-- Mathematics --------------------------------------------------------------------------------------------------------

-- Read aloud: as plain text where it can be written so, else as TeX.
local function spoken(math)
  local _, text = pandoc.log.silence(pandoc.write, pandoc.Pandoc({ pandoc.Plain({ math }) }), "plain")
  if text:match("^%s*%$") then text = math.text end
  for point = 0x2000, 0x200a do text = text:gsub(utf8.char(point), " ") end
  return (text:gsub("%s+", " "):gsub("^ ", ""):gsub(" $", ""))
end

local function equation(math, id, alt)
  local block, target = math.mathtype == "DisplayMath", index.targets[id or ""]
  local set = pandoc.write(pandoc.Pandoc({ pandoc.Plain({ math }) }), "typst"):gsub("%s+$", "")
  return code(string.format("#is248-equation(%s.body, block: %s, alt: %s, number: %s, id: %s)",
    set, tostring(block), quoted(alt or spoken(math)), quoted(target and target.number or ""), id and label(id) or "none"))
end

local function equations(blocks)
  return blocks:walk({ traverse = "topdown", Span = function(span)
    if not span.classes:includes("equation") then return nil end
    return equation(span.content[1], span.identifier, span.attributes.alt), false
  end, Math = equation })
end
local inline_pictures

-- Tables ------------------------------------------------------------------------------------------------------------

-- Width of a text in em of Source Sans 3, near enough to divide a line between columns.
local function width(text)
  local sum = 0
  for _, point in utf8.codes(text) do
    if point == 0x202f or point == 0x2009 then sum = sum + 0.12
    elseif point == 0x2c or point == 0x2e or point == 0x20 or point == 0xa0 or point == 0x69 or point == 0x6c then sum = sum + 0.25
    elseif point == 0x6d or point == 0x77 or point == 0x4d or point == 0x57 then sum = sum + 0.83
    else sum = sum + 0.52 end
  end
  return sum
end

-- Width of a sign at most, in the semibold of Source Sans 3: no word may have less.
local SIGNS = { [0x202f] = 0.2, [0x2009] = 0.2, [0x200b] = 0 }
for most, signs in pairs({
  [0.28] = " \u{a0}ijl|I'.,:;·", [0.33] = "!()[]{}-f", [0.37] = "/\\trřŕ", [0.44] = "sšśz?*", [0.46] = "cč«»",
  [0.52] = "0123456789agkeáàâåéèêäFLYJvyx$#+<=>−–", [0.6] = "BKCPRČÞß", [0.67] = "DGHNOQUÅÄÖØÓÒÔ&Đ", [0.8] = "wWMæ", [0.9] = "m%@ÆœŒ",
}) do
  for _, point in utf8.codes(signs) do SIGNS[point] = most end
end

local function sign(point)
  if not SIGNS[point] then
    local text = utf8.char(point)
    local capital = pandoc.text.lower(text) ~= text
    SIGNS[point] = point < 0x180 and (capital and 0.66 or 0.57) or point >= 0x300 and point < 0x370 and 0 or 1
  end
  return SIGNS[point]
end

local function bound(word)
  local sum = 0
  for _, point in utf8.codes(word) do sum = sum + sign(point) end
  return sum
end

local function longest_word(text, measured)
  local most = 0
  for word in text:gsub("[-/]", "%0 "):gsub("\u{200b}", " "):gmatch("%S+") do most = math.max(most, (measured or width)(word)) end
  return most
end

local WORD = 22 -- em; what is longer may break anywhere

local function broken(text)
  local out, sum = {}, 0
  for _, point in utf8.codes(text) do
    if sum + sign(point) > WORD then out[#out + 1], sum = "\u{200b}", 0 end
    out[#out + 1] = utf8.char(point)
    sum = (point == 0x2d or point == 0x2f or point == 0x200b) and 0 or sum + sign(point)
  end
  return table.concat(out)
end

-- Cells of some rows with the column they stand in.
local function placed(rows)
  local taken, out = {}, {}
  for y, row in ipairs(rows) do
    taken[y] = taken[y] or {}
    local x, line = 1, {}
    for _, cell in ipairs(row.cells) do
      while taken[y][x] do x = x + 1 end
      for dy = 0, cell.row_span - 1 do
        taken[y + dy] = taken[y + dy] or {}
        for dx = 0, cell.col_span - 1 do taken[y + dy][x + dx] = true end
      end
      line[#line + 1] = { cell = cell, x = x, text = stringify(cell.contents) }
      x = x + cell.col_span
    end
    out[y] = line
  end
  return out
end

local function plain_text(blocks)
  if #blocks == 0 then return true end
  if #blocks > 1 or (blocks[1].t ~= "Plain" and blocks[1].t ~= "Para") then return false end
  for _, inline in ipairs(blocks[1].content) do
    if inline.t ~= "Str" and inline.t ~= "Space" and inline.t ~= "SoftBreak" then return false end
  end
  return true
end

local function content(item)
  if plain_text(item.cell.contents) then return quoted(item.text) end
  return "[" .. pandoc.write(pandoc.Pandoc(item.cell.contents), "typst-citations") .. "]"
end

local function is_number(text)
  for _, sign in ipairs({ "\u{202f}", "\u{a0}", "−", "–" }) do text = text:gsub(sign, "") end
  return text:match("^[%s+-]*%d[%d%s,.%%]*$") ~= nil
end

-- What each column needs: body width, width of its own head, whether it holds numbers.
local function measure(count, head, body)
  local columns = {}
  for x = 1, count do columns[x] = { natural = 0, word = 0, sure = 0, head = 0, headword = 0, numbers = 0, filled = 0 } end
  for _, line in ipairs(body) do
    for _, item in ipairs(line) do
      if item.cell.col_span == 1 then
        local column = columns[item.x]
        column.natural = math.max(column.natural, width(item.text))
        column.word = math.max(column.word, longest_word(item.text))
        column.sure = math.max(column.sure, longest_word(item.text, bound))
        if item.text ~= "" then
          column.filled = column.filled + 1
          if item.cell.classes:includes("num") or is_number(item.text) then
            column.numbers = column.numbers + 1
          end
        end
      end
    end
  end
  for _, line in ipairs(head) do
    for _, item in ipairs(line) do
      if item.cell.col_span == 1 then
        columns[item.x].head = math.max(columns[item.x].head, width(item.text))
        columns[item.x].headword = math.max(columns[item.x].headword, longest_word(item.text))
        columns[item.x].sure = math.max(columns[item.x].sure, longest_word(item.text, bound))
        if item.cell.classes:includes("num") then columns[item.x].num = true end
      end
    end
  end
  for x, column in ipairs(columns) do
    column.num = x > 1 and (column.num or (column.filled > 0 and column.numbers == column.filled))
  end
  return columns
end

-- Width of the text in em for each way of setting a table, roomiest first (see `sizes` in the template).
local ROOM = { { "normal", 49.0 }, { "small", 53.5 }, { "tiny", 58.0 }, { "landscape", 82.0 }, { "dense", 94.0 } }
local COMPACT = { { "columns", 29.0 }, { "compact", 61.0 }, { "landscape", 82.0 }, { "dense", 94.0 } }
local GUTTER, STUB, NUMBER, SPREAD = 1.1, 15, 14, 3.5
local INSET = 0.4 -- beside the longest word, at least
local SPANNER = 16 -- a longer head over several columns takes as many lines as it needs
local HEADS = 3 -- rows of heads that a table may have
local LONG = 100 -- rows; from here on a table is set compactly
local SHORT, LINES = 18, 40 -- rows and lines; a table of no more is kept on one page

-- Room for the columns of texts: by how much they hold, but none less than it must have.
local function shared_out(open, room)
  local out, fixed = {}, {}
  repeat
    local left, shares, again = room, 0, false
    for _, column in ipairs(open) do
      if fixed[column] then left = left - column.must else shares = shares + column.share end
    end
    for _, column in ipairs(open) do
      out[column] = fixed[column] and column.must or left * column.share / shares
      if not fixed[column] and out[column] < column.must then fixed[column], again = true, true end
    end
  until not again
  return out, next(fixed) ~= nil
end

local function needs(columns, head, compact)
  for x, column in ipairs(columns) do
    column.must = column.sure + INSET
    if column.num then
      column.need = math.min(math.max(column.natural, column.headword * 1.04, column.head / 3), NUMBER) + GUTTER
    else
      column.need = math.max(column.word, column.headword, math.min(column.natural, x == 1 and STUB or 12)) + GUTTER
      column.share = math.max(math.min(column.natural, 60), column.head / 2, 4)
    end
    column.need = math.max(column.need, column.must)
  end
  -- Heads over several columns on one line where there is room, on two where not.
  local plain_need = 0
  for _, column in ipairs(columns) do plain_need = plain_need + column.need end
  local lines = plain_need <= (compact and COMPACT or ROOM)[1][2] * 0.9 and 1 or 2
  for _, line in ipairs(head) do
    for _, item in ipairs(line) do
      local span, has, numbers = item.cell.col_span, 0, 0
      for x = item.x, item.x + span - 1 do
        has = has + columns[x].need
        numbers = numbers + (columns[x].num and 1 or 0)
      end
      local line_width = math.min(width(item.text) * 1.04 / lines, SPANNER)
      local short = math.max(longest_word(item.text) * 1.04, line_width) + GUTTER
      short = math.max(short, longest_word(item.text, bound) + INSET) - has
      if span > 1 and numbers == span and short > 0 then
        for x = item.x, item.x + span - 1 do columns[x].need = columns[x].need + short / span end
      end
    end
  end
end

-- A table as wide as no page: its columns in parts one below the other, the first column in each.
local function parts_of(columns, room)
  local parts, used = { { 1 } }, columns[1].need
  for x = 2, #columns do
    if used + columns[x].need > room and #parts[#parts] > 1 then
      parts[#parts + 1], used = { 1 }, columns[1].need
    end
    table.insert(parts[#parts], x)
    used = used + columns[x].need
  end
  return parts
end

-- How the columns of one part are set, and how wide each becomes.
local function specification(columns, chosen, room)
  local natural, numbers, taken, open = 0, 0, 0, {}
  for _, x in ipairs(chosen) do
    local column = columns[x]
    natural = natural + (column.num and column.need or math.max(column.need, column.natural + GUTTER))
    numbers = numbers + (column.num and 1 or 0)
    if column.num then taken = taken + column.need else open[#open + 1] = column end
  end
  -- Room to spare goes to the numbers, so that they don't huddle at the right edge.
  local spare = numbers > 0 and math.max(0, math.min(SPREAD, (room - natural) / (numbers + 1))) or 0
  local shares, fixed = shared_out(open, room - taken - numbers * spare)
  local spec = {}
  for place, x in ipairs(chosen) do
    local column = columns[x]
    column.wide = column.num and column.need + spare or shares[column]
    if column.num then spec[place] = string.format("%.2fem", column.need + spare)
    else spec[place] = #open > 1 and string.format("%.1ffr", fixed and column.wide or column.share) or "1fr" end
  end
  return spec
end

-- The size, and for each part the columns that it shows and their widths.
local function layout(columns, head, compact)
  needs(columns, head, compact)
  local need, size, room = 0, nil, nil
  for _, column in ipairs(columns) do need = need + column.need end
  for _, choice in ipairs(compact and COMPACT or ROOM) do
    size, room = choice[1], choice[2]
    if need <= room then break end
  end
  local parts, widest = parts_of(columns, room), 0
  for x = 2, #columns do widest = math.max(widest, columns[x].need) end
  local even = parts_of(columns, math.min(room, columns[1].need + (need - columns[1].need) / #parts + widest))
  if #even == #parts then parts = even end
  for number, chosen in ipairs(parts) do
    parts[number] = { columns = chosen, spec = specification(columns, chosen, room) }
  end
  return size, parts
end

-- What a part shows of some rows: cells over several columns as wide as it has of them.
local function in_part(lines, chosen)
  local place, out = {}, {}
  for number, x in ipairs(chosen) do place[x] = number end
  for y, line in ipairs(lines) do
    out[y] = {}
    for _, item in ipairs(line) do
      local span, first = 0, nil
      for x = item.x, item.x + item.cell.col_span - 1 do
        if place[x] then span, first = span + 1, first or place[x] end
      end
      if first then table.insert(out[y], { cell = item.cell, x = item.x, text = item.text, span = span }) end
    end
  end
  return out
end

-- How many lines the rows take, about.
local function line_count(lines, columns)
  local sum = 0
  for _, line in ipairs(lines) do
    local most = 1
    for _, item in ipairs(line) do
      local room = 0
      for x = item.x, item.x + item.cell.col_span - 1 do room = room + columns[x].wide end
      most = math.max(most, math.ceil(width(item.text) / math.max(room - INSET, 1)))
    end
    sum = sum + most
  end
  return sum
end

-- Whether something in these rows links: what is shown again on every page must not, for those who listen to it.
local function links(lines)
  local found = false
  local function yes() found = true end
  for _, line in ipairs(lines) do
    for _, item in ipairs(line) do item.cell.contents:walk({ Link = yes, Note = yes, Cite = yes }) end
  end
  return found
end

local function head_cells(head, columns)
  local out = {}
  for _, line in ipairs(head) do
    for _, item in ipairs(line) do
      local kind = item.cell.col_span > 1 and "spanner" or columns[item.x].num and "number" or "text"
      out[#out + 1] = string.format("is248-head(%s, %s, %d, %d)", quoted(kind), content(item), item.span, item.cell.row_span)
    end
  end
  return table.concat(out, ", ")
end

local function body_cells(line, strong)
  local out = {}
  for position, item in ipairs(line) do
    if position == 1 then
      out[1] = string.format("is248-row(%s, %s, %d)", content(item), tostring(strong), item.span)
    elseif item.span > 1 or item.cell.row_span > 1 then
      out[#out + 1] = string.format("table.cell(colspan: %d, rowspan: %d, %s)", item.span, item.cell.row_span, content(item))
    else
      out[#out + 1] = strong and "is248-strong(" .. content(item) .. ")" or content(item)
    end
  end
  return table.concat(out, ", ")
end

-- In a list, a table of one column, only the row's class tells a head from what stands under it.
local function is_group(row, line, count)
  return #line == 1 and line[1].cell.col_span == count and line[1].text ~= ""
    and (count > 1 or row.classes:includes("group"))
end

-- A table may be without head, or without rows; in Typst a comma needs something before it.
local function array(items, line)
  return items == "" and "()" or "(" .. line .. items .. "," .. line .. ")"
end

-- Columns, alignment, head and rows of one part.
local function part_arguments(part, columns, head, rows, bodies, over)
  local align, code_rows, chosen = {}, {}, part.columns
  for place, x in ipairs(chosen) do align[place] = columns[x].num and "right" or "left" end
  for y, line in ipairs(in_part(rows, chosen)) do
    if is_group(bodies[y].row, rows[y], #columns) then
      code_rows[#code_rows + 1] = string.format("..is248-group(%s, %d, %s)", content(line[1]), #chosen, tostring(over))
    elseif #line > 0 then -- cells above may reach over a whole row
      code_rows[#code_rows + 1] = body_cells(line, bodies[y].strong)
    end
  end
  return {
    { "columns", "(" .. table.concat(part.spec, ", ") .. ",)" },
    { "align", "(" .. table.concat(align, ", ") .. ",)" },
    { "head", array(head_cells(in_part(head, chosen), columns), "") },
  }, { "rows", array(table.concat(code_rows, ",\n"), "\n") }
end

-- Arguments of the template's table: columns, alignment, head, rows, totals.
local function table_arguments(tbl)
  local head, rows, bodies = placed(tbl.head.rows), {}, {}
  for number, body in ipairs(tbl.bodies) do
    for _, part in ipairs({ body.head, body.body }) do
      local lines = placed(part)
      for y, row in ipairs(part) do
        rows[#rows + 1] = lines[y]
        bodies[#rows] = { body = number, row = row, strong = row.classes:includes("total") }
      end
    end
  end
  local count = #tbl.colspecs
  local columns = measure(count, head, rows)
  for _, column in ipairs(columns) do
    if column.sure > WORD then
      return table_arguments(tbl:walk({ Str = function(str) return pandoc.Str(broken(str.text)) end }))
    end
  end
  local size, parts = layout(columns, head, tbl.classes:includes("compact") or #rows > LONG)
  local totals = {}
  -- A group's head stands over all rows that follow. Where rows without a group follow it is a row of its own, and where
  -- there are many, since tables with more than a few rows of heads are hard to follow by ear.
  local grouped, stray, groups = {}, false, 0
  for y, line in ipairs(rows) do
    if is_group(bodies[y].row, line, count) then
      grouped[bodies[y].body], groups = true, groups + 1
      stray = stray or links({ line })
    elseif bodies[y].strong then
      totals[#totals + 1] = tostring(y - 1)
    end
  end
  stray = stray or #head + groups > HEADS
  local seen = false
  for number = 1, #tbl.bodies do
    stray = stray or (seen and not grouped[number])
    seen = seen or grouped[number] or false
  end
  local out = { { "size", quoted(size) } }
  local first, last = part_arguments(parts[1], columns, head, rows, bodies, not stray)
  for _, pair in ipairs(first) do out[#out + 1] = pair end
  out[#out + 1] = { "head-rows", tostring(#head) }
  if links(head) then out[#out + 1] = { "repeated", "false" } end
  out[#out + 1] = { "count", tostring(#rows) }
  if #parts > 1 or #rows > SHORT or line_count(rows, columns) > LINES then out[#out + 1] = { "long", "true" } end
  out[#out + 1] = { "totals", "(" .. table.concat(totals, ", ") .. (#totals > 0 and ",)" or ")") }
  out[#out + 1] = last
  local more = {}
  for number = 2, #parts do
    local arguments, its_rows = part_arguments(parts[number], columns, head, rows, bodies, not stray)
    local named = {}
    for _, pair in ipairs({ arguments[1], arguments[2], arguments[3], its_rows }) do named[#named + 1] = pair[1] .. ": " .. pair[2] end
    more[#more + 1] = "(" .. table.concat(named, ", ") .. ")"
  end
  if #more > 0 then out[#out + 1] = { "more", "(" .. table.concat(more, ", ") .. ",)" } end
  return out
end

local function find_table(blocks)
  for _, block in ipairs(blocks) do
    if block.t == "Table" then return inline_pictures(block) end
    if block.t == "RawBlock" and block.format:match("^html") then
      for _, inner in ipairs(pandoc.read(block.text, "html").blocks) do
        if inner.t == "Table" then return inner end
      end
    end
  end
end

local function numbered(id, kind)
  local target = index.targets[id]
  return {
    { "number", quoted(target and target.number or "") },
    { "supplement", quoted(index.language["crossref-" .. kind .. "-title"] or kind) },
    { "id", label(id) },
  }
end

local function product_table(div, extras)
  local tbl = find_table(div.content)
  if not tbl then stop("no table in #" .. div.identifier) end
  local caption = pandoc.Blocks({})
  for _, block in ipairs(div.content) do
    if block.t == "Para" or block.t == "Plain" then caption:insert(block) end
  end
  local arguments = numbered(div.identifier, "tbl")
  for _, pair in ipairs({ { "headline", extras.headline or {} }, { "caption", inlines_of(caption) }, { "note", extras.note or {} } }) do arguments[#arguments + 1] = pair end
  for _, pair in ipairs(table_arguments(tbl)) do arguments[#arguments + 1] = pair end
  return arguments
end

-- Tables that follow one another on their sides share pages.
local SIDEWAYS = { [quoted("landscape")] = true, [quoted("dense")] = true }
local SIDEWAYS_END = "] // sideways"
local function insert_table(out, arguments)
  local sideways = false
  for _, pair in ipairs(arguments) do sideways = sideways or (pair[1] == "size" and SIDEWAYS[pair[2]]) end
  if sideways then
    local last = out[#out]
    if last and last.t == "RawBlock" and last.text == SIDEWAYS_END then
      out:remove(#out)
    else
      out:insert(pandoc.RawBlock("typst", "#page(flipped: true)["))
    end
  end
  out:insert(call("is248-table", arguments))
  if sideways then out:insert(pandoc.RawBlock("typst", SIDEWAYS_END)) end
end

-- Figures -----------------------------------------------------------------------------------------------------------

-- From the root of the book: the Typst file does not stand beside the page.
local function address(source)
  local path = pandoc.path.normalize(pandoc.path.join({ pandoc.path.directory(page), source }))
  local parts = {}
  for part in path:gmatch("[^/\\]+") do
    if part == ".." then parts[#parts] = nil elseif part ~= "." then parts[#parts + 1] = part end
  end
  return "/" .. table.concat(parts, "/")
end

local function image_of(block)
  local inlines = block.t == "Figure" and block.content[1] and block.content[1].content or block.t == "Para" and block.content
  if inlines and #inlines == 1 and inlines[1].t == "Image" then return inlines[1] end
end

-- Of a picture: a function of further arguments of `image`. The size that an author gives gives way to theirs.
local function drawn(image)
  local size = {}
  for _, name in ipairs({ "width", "height" }) do
    local number, unit = (image.attributes[name] or ""):match("^([%d.]+)%s*(%a*%%?)$")
    if number and (unit == "" or unit == "px") then number, unit = tonumber(number) * 0.75, "pt" end
    if number then size[#size + 1] = name .. ": " .. number .. unit end
  end
  local alt = image.attributes["fig-alt"] or image.attributes.alt or stringify(image.caption)
  local given = #size > 0 and "..if size.len() == 0 { (" .. table.concat(size, ", ") .. ",) } else { (:) }, " or ""
  return "size => image(" .. quoted(address(image.src)) .. ", alt: " .. quoted(alt) .. ", " .. given .. "..size)"
end

local function plain_figure(block, image)
  local caption = block.t == "Figure" and inlines_of(block.caption.long) or pandoc.Inlines({})
  return call("is248-picture", { { "picture", drawn(image) }, { "caption", caption } })
end

local function product_figure(block, image, extras)
  local id = block.t == "Figure" and block.identifier ~= "" and block.identifier or image.identifier
  local arguments = numbered(id, "fig")
  local caption = block.t == "Figure" and inlines_of(block.caption.long) or image.caption
  local picture = drawn(image)
  for _, pair in ipairs({
    { "headline", extras.headline or {} }, { "subtitle", extras.subtitle or {} },
    { "picture", picture }, { "caption", caption }, { "note", extras.note or {} },
  }) do arguments[#arguments + 1] = pair end
  return call("is248-figure", arguments)
end

-- The book ----------------------------------------------------------------------------------------------------------

local function heading(block)
  local target = index.targets[block.identifier]
  if block.level == 1 then
    local title = stringify(block.content)
    page = target and target.page or page
    -- Chapters that only keep a number free, and the divider that Quarto puts before appendices.
    skipping = block.identifier:match("^sec%-uten%-") ~= nil or (not target and title == index.language["section-title-appendices"])
    if skipping then return nil end
  end
  local kind = target and index.pages[target.page] and index.pages[target.page].kind or ""
  return call("is248-heading", {
    { "level", tostring(block.level) },
    { "number", quoted(target and target.number or "") },
    { "appendix", tostring(kind == "appendix") },
    { "listed", tostring(not (block.classes:includes("unlisted") and block.classes:includes("unnumbered"))) },
    { "id", block.identifier ~= "" and label(block.identifier) or "none" },
    { "body", block.content },
  })
end

local function spans(div)
  local out = { parts = {} }
  div:walk({ Span = function(span)
    for _, name in ipairs({ "headline", "subtitle" }) do
      if span.classes:includes(name) then out[name] = span.content end
    end
  end })
  return out
end

-- A note without the links to files, which are for the web.
local function on_paper(note)
  local kept = note:walk({ Span = function(span) if span.classes:includes("downloads") then return {} end end })
  local inlines = inlines_of(kept.content)
  while #inlines > 0 and (inlines[#inlines].t == "Space" or inlines[#inlines].t == "SoftBreak") do inlines:remove() end
  return inlines
end

-- Headlines before and notes after a product belong to it.
local function collect(blocks)
  local extras = {}
  for _, block in ipairs(blocks) do
    if block.t == "Div" then
      local owner = block.attributes["for"]
      if owner and block.classes:includes("product-note") then
        extras[owner] = extras[owner] or {}
        extras[owner].note = on_paper(block)
      elseif owner and block.classes:includes("product-headline") then
        local found = spans(block)
        extras[owner] = extras[owner] or {}
        extras[owner].headline, extras[owner].subtitle = found.headline, found.subtitle
      end
    end
  end
  return extras
end

local convert

local function callout(div, kind)
  local content = div.content:clone()
  local title = pandoc.Inlines({})
  if content[1] and content[1].t == "Header" then title = content:remove(1).content end
  local minimal = div.attributes.appearance == "minimal"
  if #title == 0 and not minimal then title = pandoc.Inlines({ pandoc.Str(index.language["callout-" .. kind .. "-title"] or kind) }) end
  local opening = call("is248-callout", { { "kind", quoted(kind) }, { "minimal", tostring(minimal) }, { "title", title } })
  opening.content[#opening.content] = code("body: [")
  local out = pandoc.Blocks({ opening })
  out:extend(convert(content))
  out:insert(pandoc.RawBlock("typst", "])"))
  return out
end

local function key_figures(div)
  local out = pandoc.Inlines({ code("#is248-key-figures(") })
  for _, box in ipairs(div.content) do
    out:insert(code("("))
    for _, part in ipairs(box.content or {}) do
      out:insert(code("["))
      out:extend(inlines_of({ part }))
      out:insert(code("], "))
    end
    out:insert(code("), "))
  end
  out:insert(code(")"))
  return pandoc.Para(out)
end

local function callout_kind(div)
  for _, class in ipairs(div.classes) do
    local kind = class:match("^callout%-(%a+)$")
    if kind then return kind end
  end
end

-- The boxes of a task list, for which the report's fonts have no sign.
local BOXES = { ["☐"] = "[ ]", ["☒"] = "[x]" }
local function boxes(blocks)
  return blocks:walk({ Str = function(str) return BOXES[str.text] and pandoc.Str(BOXES[str.text]) or nil end })
end

-- Pictures in a sentence; those alone in a paragraph have been made already.
function inline_pictures(block)
  return block:walk({ Image = function(image)
    return code("#box((" .. drawn(image) .. ")((:)))")
  end })
end

function convert(blocks)
  local out, extras = pandoc.Blocks({}), collect(blocks)
  for _, block in ipairs(blocks) do
    if block.t == "Header" then
      local made = heading(block)
      if made then out:insert(made) end
    elseif not skipping then
      local image = image_of(block)
      if block.t == "Div" and block.classes:includes("is248-table") then
        insert_table(out, product_table(block, extras[block.identifier] or {}))
      elseif image then
        local id = block.t == "Figure" and block.identifier ~= "" and block.identifier or image.identifier
        out:insert(id == "" and plain_figure(block, image) or product_figure(block, image, extras[id] or {}))
      elseif block.t == "Div" and extras[block.attributes["for"] or ""] then
        -- Its product carries it.
      elseif block.t == "Div" and block.classes:includes("report-downloads") then
        -- Files are for the web.
      elseif block.t == "Div" and block.classes:includes("is248-cite-order") then
        -- Only there so that every chapter numbers the same references alike.
      elseif block.t == "Div" and block.classes:includes("csl-entry") then
        out:insert(call("is248-reference", { { "id", label(block.identifier) }, { "body", inlines_of(block.content) } }))
      elseif block.t == "Div" and block.identifier == "refs" then
        out:extend(convert(block.content))
      elseif block.t == "Table" then
        local arguments = { { "caption", inlines_of(block.caption.long) } }
        for _, pair in ipairs(table_arguments(inline_pictures(block))) do arguments[#arguments + 1] = pair end
        insert_table(out, arguments)
      elseif block.t == "Div" and block.classes:includes("key-figures") then
        out:insert(key_figures(block))
      elseif block.t == "Div" and callout_kind(block) then
        out:extend(callout(block, callout_kind(block)))
      elseif block.t == "Div" then
        block.content = convert(block.content)
        out:insert(block)
      elseif block.t == "HorizontalRule" then
        out:insert(pandoc.RawBlock("typst", "#is248-line"))
      elseif block.t == "BlockQuote" then
        block.content = convert(block.content)
        out:insert(block)
      elseif block.t == "BulletList" or block.t == "OrderedList" then
        for position, item in ipairs(block.content) do block.content[position] = convert(boxes(item)) end
        out:insert(block)
      else
        out:insert(inline_pictures(block))
      end
    end
  end
  return out
end

-- Quarto runs citeproc after every filter, when the list of references can no longer be given its form.
local function with_citations(doc)
  doc = pandoc.utils.citeproc(doc)
  doc.meta.nocite = nil
  return doc:walk({ Cite = function(cite) return cite.content end })
end

-- What Typst takes for a list, heading or term where a text begins with it; pandoc thinks of paragraphs alone, but a
-- text begins behind a bracket too: [+ 5 prosent] would be «1. 5 prosent».
local function as_text(inlines)
  for position, inline in ipairs(inlines) do
    local before = position > 1 and inlines[position - 1].t
    if inline.t == "Str" and (not before or before == "RawInline" or before == "LineBreak" or before == "SoftBreak") then
      local text = inline.text
      if text:match("^[-+/]$") or text:match("^=+$") then
        inlines[position] = code("\\" .. text)
      elseif text:match("^%d+%.$") then
        inlines[position] = code((text:gsub("%.$", "\\.")))
      end
    end
  end
  return inlines
end

return {
  { Meta = read },
  { Pandoc = function(doc)
    if quarto then
      doc = with_citations(doc)
      for _, key in ipairs({ "crossref-lot-title", "crossref-lof-title" }) do doc.meta[key] = index.language[key] end
      local settings = doc.meta.is248
      if settings and not settings.statement and index.statement ~= "" then settings.statement = index.statement end
      doc.meta.is248 = settings
    end
    page = doc.meta["is248-page"] and stringify(doc.meta["is248-page"]) or ""
    doc.blocks = convert(equations(doc.blocks))
    return doc
  end },
  { Inlines = as_text },
}
