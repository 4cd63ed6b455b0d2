-- A page's text before anything else is made of it: quotation marks, links to other chapters, and a look at all that no
-- form of the report would show. What pandoc reads otherwise than the index of the book does is told, never dropped.
-- Metadata as for crossref.lua. Problems end as one error, a JSON list after "is248-problems:", which publishing/pandoc
-- turns into messages with file and line.

local stringify = pandoc.utils.stringify
local index, here = { targets = {}, pages = {}, language = {} }, nil
local problems = pandoc.List({})
local own, own_links, headers = {}, pandoc.List({}), {} -- ids of the page, links to such, headings by id

local function read(meta)
  local handle = assert(io.open(stringify(meta["is248-crossref"]), "r"))
  index = pandoc.json.decode(handle:read("a"), false)
  handle:close()
  here = meta["is248-page"] and stringify(meta["is248-page"])
end

local function problem(what, text, todo, why)
  problems:insert({ what = what, text = text, todo = todo, why = why })
end

-- Quotation marks ---------------------------------------------------------------------------------------------------

local function quoted(element)
  local double = element.quotetype == "DoubleQuote"
  local out = pandoc.Inlines({ pandoc.Str(double and "«" or "‘") })
  out:extend(element.content)
  out:insert(pandoc.Str(double and "»" or "’"))
  return out
end

-- Links -------------------------------------------------------------------------------------------------------------

local SCHEMES = { http = true, https = true, mailto = true, tel = true, ftp = true, doi = true }

local function decoded(text)
  return (text:gsub("%%(%x%x)", function(byte) return string.char(tonumber(byte, 16)) end))
end

-- A path from the page as one from the root of the book.
local function from_root(path)
  local parts = pandoc.List({})
  if path:sub(1, 1) ~= "/" then
    for part in (here:match("^.*/") or ""):gmatch("[^/]+") do parts:insert(part) end
  end
  for part in path:gmatch("[^/]+") do
    if part == ".." then parts:remove() elseif part ~= "." then parts:insert(part) end
  end
  return table.concat(parts, "/")
end

local function page_of(path)
  if index.pages[path] then return path end
  for file, page in pairs(index.pages) do
    if page.href == path then return file end
  end
end

local function relative(href)
  local folder = here:match("^.*/") or ""
  if folder ~= "" and href:sub(1, #folder) == folder then return href:sub(#folder + 1) end
  return folder:gsub("[^/]+/", "../") .. href
end

local function link(element)
  local scheme = element.target:match("^(%a[%w+.-]*):")
  if scheme or element.target:match("^//") then
    if not SCHEMES[(scheme or "https"):lower()] then
      problem("a link to '" .. element.target:sub(1, 60) .. "' is not allowed", stringify(element), "Link to a web address: https://…")
    end
    return nil
  end
  if not here or element.attributes.download or element.classes:includes("crossref") then return nil end
  local path, anchor = decoded(element.target):match("^([^#]*)#?(.*)$")
  if path == "" then
    if anchor ~= "" then own_links:insert({ anchor, stringify(element) }) end
    return nil
  end
  local file = page_of(from_root(path))
  if not file then
    local chapter = path:match("%.qmd$") or path:match("%.html$")
    problem("the link to '" .. element.target:sub(1, 60) .. "' leads nowhere", stringify(element),
      chapter and "Correct the name; chapters are named from this chapter's folder." or "Link to a web address or to a chapter (.qmd).",
      chapter and "the edition has no such chapter" or "the report takes no other files of the project along")
    return nil
  end
  if anchor ~= "" and not (index.targets[anchor] and index.targets[anchor].page == file) then
    problem("the link to '" .. element.target:sub(1, 60) .. "' leads nowhere", stringify(element), "Correct what stands after #.", file .. " has nothing with the id " .. anchor)
    return nil
  end
  element.target = relative(index.pages[file].href) .. (anchor ~= "" and "#" .. anchor or "")
  return element
end

-- What can't be shown -----------------------------------------------------------------------------------------------

local function raw(element)
  if element.text:match("^%s*<!%-%-.*%-%->%s*$") then return {} end
  local ours = element.format == "html" and element.text:match('^<table class="is248%-table%-body') or element.text == "#pagebreak(weak: true)"
  if ours then return nil end
  if not element.text:match("^</") then -- its opening is told of
    local todo = element.text:match("^<br") and "Write a backslash at the end of the line instead of <br>."
      or element.format == "tex" and (element.text:match("page") and "Write {{< pagebreak >}} on a line of its own." or "Write it in Markdown; formulas stand between dollar signs, and a backslash itself is written \\\\.")
      or "Write it in Markdown; a < that is meant itself is written \\<."
    problem("'" .. element.text:gsub("%s+", " "):sub(1, 60) .. "' can't be shown", element.text, todo, "the report is both web pages and PDF, and raw " .. element.format .. " would be left out of one of them at least")
  end
  return {}
end

local function image(element)
  local path = here and from_root(decoded(element.src)) or element.src
  if here and not (path:match("^pictures/") or path:match("^figures/")) then
    problem("the picture " .. element.src:sub(1, 60) .. " is not found", stringify(element.caption) .. " " .. element.src,
      "Write it whole: ![caption](file){fig-alt=\"…\"}.", "its address stands somewhere else, or can't be read")
  end
end

local function callout_kind(div)
  for _, class in ipairs(div.classes) do
    if class:match("^callout%-%a+$") then return class end
  end
end

-- A title that stands among a callout's attributes becomes its heading.
local function titled(div)
  local title = callout_kind(div) and div.attributes.title
  if not title or (div.content[1] and div.content[1].t == "Header") then return nil end
  -- behind a word it is a line of text, also where it begins as a list does: «1. januar»
  local line = pandoc.utils.blocks_to_inlines(pandoc.read("x " .. title, "markdown").blocks)
  line:remove(1)
  line:remove(1)
  div.content:insert(1, pandoc.Header(6, line:walk({ Quoted = quoted, RawInline = raw, Link = link, Image = image })))
  div.attributes.title = nil
  return div
end

local function taken(element)
  local id = element.identifier
  if id == "" then return end
  if own[id] and element.t ~= "Image" then
    problem("the id '" .. id .. "' stands twice on the page", stringify(element):sub(1, 80), "Give one of them another id.")
  end
  own[id] = true
  if here and (id:match("^tbl%-") or id:match("^fig%-")) and not (index.targets[id] and index.targets[id].page == here) then
    problem(id .. " can't be numbered", id .. " " .. stringify(element):sub(1, 60),
      "Write it in the first column between blank lines: a table with ': Caption {#tbl-…}' below it, or ![Caption](file){#fig-… fig-alt=\"…\"}.",
      "pandoc finds it where the book's index does not")
  end
end

local function header(element)
  taken(element)
  headers[element.identifier] = stringify(element.content)
end

local function div(element)
  taken(element)
  if callout_kind(element) then
    for position, block in ipairs(element.content) do
      if block.t == "Header" then
        headers[block.identifier] = nil
        if position > 1 then
          problem("the heading '" .. stringify(block.content) .. "' stands inside a callout", stringify(block.content), "A callout has one heading, first in it; write others in bold.")
        end
      end
    end
    return titled(element)
  end
  if not element.classes:includes("is248-table") then return end
  local content = element.content
  local first, last = content[1] and content[1].t, content[2] and content[2].t
  if #content ~= 2 or last ~= "Para" or not (first == "Table" or first == "RawBlock") then
    problem("the table " .. element.identifier .. " can't be read", element.identifier .. " " .. stringify(element):sub(1, 60),
      "Write one table and, below it, its caption: a line ': Caption {#" .. element.identifier .. "}'.", "the block holds something else than a table and a caption")
  end
end

-- What can be told when the whole page has been seen.
local function finish()
  local listed = here and index.pages[here] -- the list of references may have a page of its own
  for id, title in pairs(headers) do
    local target = index.targets[id]
    if listed and not (target and target.page == here and target.kind == "sec") then
      problem("'" .. title:sub(1, 60) .. "' would be a heading of no section", title,
        "Write headings as ## in the first column, outside lists and quotes, with a blank line above.", "pandoc reads it as a heading")
    end
  end
  for id, target in pairs(index.targets) do
    local missing = target.kind == "sec" and not headers[id] or (target.kind == "tbl" or target.kind == "fig") and not own[id]
    if here and target.page == here and missing then
      problem("'" .. (target.title ~= "" and target.title or id) .. "' is not read as what it is meant to be", target.title .. " " .. id,
        "Put a blank line above it, and begin it in the first column.", "pandoc takes " .. id .. " for text")
    end
  end
  for _, one in ipairs(own_links) do
    if not own[one[1]] then
      problem("the link to #" .. one[1] .. " leads nowhere", one[2], "Correct it, or give what it leads to that id.")
    end
  end
  if #problems > 0 then error("is248-problems:" .. pandoc.json.encode(problems) .. "\n") end
end

return {
  { Meta = read },
  {
    Div = div, Header = header, Table = taken, Figure = taken, CodeBlock = taken, Span = taken, Code = taken,
    Link = function(element)
      taken(element)
      return link(element)
    end,
    Image = function(element)
      taken(element)
      return image(element)
    end,
    RawBlock = raw, RawInline = raw, Quoted = quoted,
  },
  { Meta = finish },
}
