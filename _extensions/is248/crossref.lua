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
  if not id:match("^%a%a%a%-") then return nil end
  local target = index.targets[id]
  if not target then
    if id:match("^tbl%-") or id:match("^fig%-") or id:match("^sec%-") then
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

local function cite(element)
  local out = pandoc.Inlines({})
  for position, citation in ipairs(element.citations) do
    local link = resolve(citation)
    if not link then
      return nil
    end
    if position > 1 then
      out:extend({ pandoc.Str(","), pandoc.Space() })
    end
    out:insert(link)
    out:extend(citation.suffix)
  end
  return out
end

return { { Meta = read }, { Cite = cite } }
