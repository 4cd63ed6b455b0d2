-- Pages of a staged book: each is read once and written in every form that is asked for.
-- Run by publishing/pandoc/run.py in the book's folder. Standard input is a JSON list of pages (see publishing/pandoc/page.py);
-- standard output a JSON list of what came of them: texts by form, warnings, and the error that stopped the page.

local references = {}

-- All entries of the bibliography, read once; the language tells how their titles are written.
local function entries(files, language)
  local key = table.concat(files, "\n") .. "\n" .. language
  if not references[key] then
    local all = pandoc.Inlines({ pandoc.Cite({}, { pandoc.Citation("*", "NormalCitation") }) })
    references[key] = pandoc.utils.references(pandoc.Pandoc({}, { bibliography = files, lang = language, nocite = all }))
  end
  return references[key]
end

local function inlines(markdown)
  return pandoc.utils.blocks_to_inlines(pandoc.read(markdown, "markdown").blocks)
end

-- Whether anything is left for citeproc: a citation, or the place of the list of references.
local function cites(doc)
  local found = false
  local function yes() found = true end
  doc:walk({ Cite = yes, Div = function(div) found = found or div.identifier == "refs" end })
  return found
end

-- With the citations of the page as the form shows them.
local function resolved(doc, page, form)
  if form.order then
    doc.blocks:insert(1, pandoc.Div({ pandoc.Para(inlines(form.order)) }, pandoc.Attr("", { "is248-cite-order" })))
  end
  if form.nocite then doc.meta.nocite = inlines(form.nocite) end
  doc.meta.references, doc.meta.csl = entries(page.bibliography, page.language), page.csl
  doc.meta["link-citations"] = true
  doc = pandoc.utils.citeproc(doc)
  -- The list goes afterwards: told to make none, citeproc makes no links to it either.
  return form.suppress and doc:walk({ Div = function(div) return div.identifier == "refs" and {} or nil end }) or doc
end

-- Whatever a reference says, a link goes to a page, to mail, or to a place of the report.
local function unlinked(link)
  local scheme = link.target:gsub("[%s%c]", ""):match("^([%w+.-]+):")
  local good = { http = true, https = true, mailto = true, tel = true }
  return scheme and not good[scheme:lower()] and link.content or nil
end

-- What leads from a page that is a document by itself to others of the report: there it leads to where these stand on the
-- net, or where they stand nowhere it is text.
local function leaving(page, place)
  return function(link)
    if link.target:match("^#") or link.target:match("^%a[%w+.-]*:") then return nil end
    if place == "" then return link.content end
    local parts = pandoc.List({})
    local folder = page.file:match("^(.*/)[^/]*$") or ""
    for part in (folder .. link.target:gsub("%.qmd", ".html")):gmatch("[^/]+") do
      if part == ".." then parts:remove() else parts:insert(part) end
    end
    link.target = place .. "/" .. table.concat(parts, "/")
    return link
  end
end

-- What a document by itself shows as long as it has room (`.where-room`), and what it says instead (`.without-room`), which
-- stands after it: which of these parts it has room for is told in the file beside it. What leads to a list stays with it.
-- Without such a file all is shown.
local function fitted(doc, file)
  if not file then
    return doc:walk({ Div = function(div) return div.classes:includes("where-room") and div.content or nil end })
  end
  local count = 0
  local function code(text) return pandoc.RawBlock("typst", text) end
  local function has(block, class) return block and block.t == "Div" and block.classes:includes(class) end
  return doc:walk({ Blocks = function(blocks)
    local out = pandoc.Blocks({})
    for position, block in ipairs(blocks) do
      local following = blocks[position + 1]
      if has(block, "where-room") then
        count = count + 1
        out:insert(code("#if " .. count .. " in json(\"" .. file .. "\").parts ["))
        out:extend(block.content)
        out:insert(code(has(following, "without-room") and "] else [" or "]"))
      elseif has(block, "without-room") then
        out:extend(block.content)
        out:insert(code("]"))
      elseif block.t == "Para" and following and following.t == "BulletList" then
        out:extend({ code("#block(sticky: true, above: 0.9em, below: 0.9em)["), block, code("]") })
      else
        out:insert(block)
      end
    end
    return out
  end })
end

-- References that follow a citation in its bracket (crossref.lua) stand inside it.
local function joined(doc)
  return doc:walk({ Span = function(span)
    if not span.classes:includes("cited-with") then return nil end
    local cited, along = span.content[1].content:clone(), span.content[2].content
    local last = cited[#cited]
    local inside = last and last.t == "Str" and last.text:match("^(.*)%)$")
    if inside then
      cited:remove()
      if inside ~= "" then cited:insert(pandoc.Str(inside)) end
    end
    cited:extend(along)
    if inside then cited:insert(pandoc.Str(")")) end
    span.content[1].content = cited
    return span.content[1]
  end })
end

-- A pass over the numbered paragraphs of a draft (paragraphs.lua).
local function numbered(doc, page, pass)
  if not page.paragraphs then return doc end
  doc.meta["is248-paragraphs"] = pass
  return pandoc.utils.run_lua_filter(doc, page.paragraphs)
end

local function convert(page, folder)
  local index = pandoc.path.join({ folder, "crossref.json" })
  local handle = assert(io.open(index, "w"))
  handle:write(page.index)
  handle:close()
  local doc = pandoc.read(page.text, page.reader, { columns = page.columns })
  doc.meta = pandoc.Meta({ lang = page.language, ["is248-page"] = page.file })
  doc.meta["is248-crossref"] = index
  for _, filter in ipairs(page.filters) do doc = pandoc.utils.run_lua_filter(doc, filter) end
  doc = numbered(doc, page, "count")
  local citing, texts = #page.bibliography > 0 and cites(doc), {}
  for name, form in pairs(page.forms) do
    local own = doc:clone()
    own.meta["is248-form"] = name
    if form.alone then own = own:walk({ Link = leaving(page, form.alone) }) end
    if page.text:find("where-room", 1, true) then own = fitted(own, form.room) end
    if page.conditional or name ~= "html" then own = pandoc.utils.run_lua_filter(own, page.conditions) end
    for key, content in pairs(form.data) do own.meta[key] = content end
    if citing then own = joined(resolved(own, page, form)) end
    if name == "typst" then own = numbered(own, page, name) end
    own = pandoc.utils.run_lua_filter(own:walk({ Link = unlinked }), form.filter)
    if name == "html" then own = numbered(own, page, name) end
    local text = pandoc.write(own, form.writer, pandoc.WriterOptions(form.options))
    texts[name] = text:sub(-1) == "\n" and text or text .. "\n"
  end
  return texts
end

local out = {}
pandoc.system.with_temporary_directory("is248", function(folder)
  for number, page in ipairs(pandoc.json.decode(io.read("a"), false)) do
    local warnings, good, made = pandoc.log.silence(pcall, convert, page, folder)
    local told = {}
    for position, warning in ipairs(warnings) do told[position] = warning.pretty or warning.message end
    out[number] = { texts = good and made or nil, error = not good and tostring(made) or nil, warnings = pandoc.List(told) }
  end
end)
io.write(pandoc.json.encode(out))
