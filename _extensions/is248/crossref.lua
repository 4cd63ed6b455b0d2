-- Cross references by chapter: @tbl-3-1, @fig-6-2, @sec-metode, before citeproc takes them for citations.
-- Numbers come from the index of the book (crossref.json), not from counting here.
-- Metadata: is248-crossref (path of the index), is248-page (file of this page; without it all links stay inside one document).
-- Under Quarto the path is from the project's folder, and a page of the site is known by its input.

local index, here = { targets = {}, pages = {}, language = {} }, nil

-- Quarto's own `error` only logs, and hides `fatal` from the filters of extensions.
local stop = _G.fatal or error

local function read(meta)
  local path = pandoc.utils.stringify(meta["is248-crossref"])
  here = meta["is248-page"] and pandoc.utils.stringify(meta["is248-page"])
  if quarto then
    -- Quarto gives paths in settings from where the page stands.
    while path:sub(1, 3) == "../" do path = path:sub(4) end
    path = pandoc.path.join({ quarto.project.directory, path })
    if quarto.doc.is_format("html") then
      here = pandoc.path.make_relative(quarto.doc.input_file, quarto.project.directory):gsub("\\", "/")
    end
  end
  local handle = io.open(path, "r")
  if not handle then stop("there is no index of the book at " .. path) end
  index = pandoc.json.decode(handle:read("a"), false)
  handle:close()
  meta["is248-crossref"] = path
  return meta
end

-- The word before the number, as Quarto chooses it.
local function prefix(target, capital)
  local key = target.kind
  if key == "sec" and target.level == 1 then
    key = index.pages[target.page].kind == "appendix" and "apx" or "ch"
  end
  local word = index.language["crossref-" .. key .. "-prefix"] or key
  return capital and pandoc.text.upper(pandoc.text.sub(word, 1, 1)) .. pandoc.text.sub(word, 2) or word
end

local function address(target)
  if not here or target.page == here then
    return "#" .. target.id
  end
  local href, folder = index.pages[target.page].href, here:match("^.*/") or ""
  if folder ~= "" and href:sub(1, #folder) == folder then
    return href:sub(#folder + 1) .. "#" .. target.id
  end
  return folder:gsub("[^/]+/", "../") .. href .. "#" .. target.id
end

local function resolve(citation)
  local id = citation.id:sub(1, 1):lower() .. citation.id:sub(2)
  if not id:match("^%a%a%a?%-") then return nil end
  local target = index.targets[id]
  if not target then
    if id:match("^tbl%-") or id:match("^fig%-") or id:match("^eq%-") or id:match("^sec%-") then
      stop("unknown cross reference: " .. id)
    end
    return nil
  end
  local text = pandoc.Inlines({})
  if #citation.prefix > 0 then
    text:extend(citation.prefix)
    text:insert(pandoc.Str("\u{a0}"))
  elseif citation.mode ~= "SuppressAuthor" and target.number ~= "" then
    text:insert(pandoc.Str(prefix(target, citation.id ~= id) .. "\u{a0}"))
  end
  -- A heading without a number is named by its title.
  text:insert(pandoc.Str(target.number ~= "" and target.number or target.title))
  return pandoc.Link(text, address(target), "", pandoc.Attr("", { "crossref" }))
end

-- References and citations in one bracket: those to places in the book go along with the citation beside them, so that
-- citeproc sets one pair of brackets around all.
local function all_after(links, from, to)
  for position = from, to do
    if not links[position] then return false end
  end
  return true
end

local function mixed(element, links)
  local before, after = pandoc.Inlines({}), pandoc.Inlines({})
  local kept = pandoc.List({})
  for position, citation in ipairs(element.citations) do
    local found = links[position]
    if not found then
      citation.prefix = before .. citation.prefix
      before = pandoc.Inlines({})
      kept:insert(citation)
    else
      found:extend(citation.suffix)
      if #kept == 0 or position < #element.citations and not all_after(links, position, #element.citations) then
        before:extend(found)
        before:extend({ pandoc.Str(";"), pandoc.Space() })
      else
        after:extend({ pandoc.Str(";"), pandoc.Space() })
        after:extend(found)
      end
    end
  end
  local cited = pandoc.Cite(element.content, kept)
  if #after == 0 then return cited end
  -- What follows the last citation is moved inside the bracket when citeproc has set it (page.lua).
  return pandoc.Span({ cited, pandoc.Span(after, pandoc.Attr("", { "cited-along" })) }, pandoc.Attr("", { "cited-with" }))
end

local function cite(element)
  local links, count = {}, 0
  for position, citation in ipairs(element.citations) do
    local link = resolve(citation)
    if link then
      links[position], count = pandoc.Inlines({ link }), count + 1
    end
  end
  if count == 0 then return nil end
  if count < #element.citations then return mixed(element, links) end
  local out = pandoc.Inlines({})
  for position, citation in ipairs(element.citations) do
    if position > 1 then
      out:extend({ pandoc.Str(","), pandoc.Space() })
    end
    out:extend(links[position])
    out:extend(citation.suffix)
  end
  return out
end

-- An equation with an id, `$$ … $$ {#eq-mean alt="…"}`, as a span that holds it alone.
local function equations(list)
  local out, i = pandoc.Inlines({}), 1
  while i <= #list do
    local inline, first = list[i], i + 1
    if list[first] and (list[first].t == "Space" or list[first].t == "SoftBreak") then first = first + 1 end
    local opening = inline.t == "Math" and inline.mathtype == "DisplayMath" and list[first] and list[first].t == "Str" and list[first].text
    local id, last = opening and opening:match("^{#(eq%-[%w_-]*[%w_])"), first
    while id and list[last] and not (list[last].t == "Str" and list[last].text:match("}")) do last = last + 1 end
    if id and list[last] then
      local said = pandoc.Inlines({})
      local inside = false -- of the marks that text.lua has set in place of quotes
      for j = first, last do
        local mark = list[j].t == "Str" and list[j].text
        if list[j].t == "Quoted" then said:extend(list[j].content)
        elseif mark == "«" or mark == "»" then inside = mark == "«"
        elseif inside then said:insert(list[j]) end
      end
      local attributes = #said > 0 and { alt = pandoc.utils.stringify(said) } or {}
      out:insert(pandoc.Span({ inline }, pandoc.Attr(id, { "equation" }, attributes)))
      local rest = list[last].text:gsub("^[^}]*}", "")
      if rest ~= "" then out:insert(pandoc.Str(rest)) end
      i = last + 1
    else
      out:insert(inline)
      i = i + 1
    end
  end
  return out
end

-- The comma of a number, `0{,}5`, has no room about it.
local function decimals(math)
  math.text = math.text:gsub("(%d+){,}(%d+)", "\\text{%1,%2}")
  return math
end

-- Handing over each list of inlines takes most of this filter's time, and most pages have no formula.
local function formulas(doc)
  local some = false
  doc:walk({ Math = function() some = true end })
  return some and doc:walk({ Math = decimals, Inlines = equations }) or nil
end

return { { Meta = read }, { Pandoc = formulas }, { Cite = cite } }
