-- What one form of the report shows, web or PDF: conditional content, and links that lead to a place in the form.
-- Metadata as for crossref.lua, and is248-form, html or typst (without it the format that Quarto writes).
-- Profiles and settings are decided when the book is staged; only formats are left.

local stringify = pandoc.utils.stringify
local index, here, form = { targets = {}, pages = {} }, nil, "html"
-- A PDF is made with Typst, so what is meant for a PDF is meant for it.
local NAMES = {
  html = { html = true, html4 = true, html5 = true, ["html:js"] = true },
  typst = { typst = true, pdf = true },
}

local function read(meta)
  local handle = assert(io.open(stringify(meta["is248-crossref"]), "r"))
  index = pandoc.json.decode(handle:read("a"), false)
  handle:close()
  here = meta["is248-page"] and stringify(meta["is248-page"])
  local given = meta["is248-form"] and stringify(meta["is248-form"]) or FORMAT
  form = given:match("^typst") and "typst" or "html"
end

local function conditional(element)
  local visible = element.classes:includes("content-visible")
  if not visible and not element.classes:includes("content-hidden") then return nil end
  local met = true
  for key, value in pairs(element.attributes) do
    if key == "when-format" then met = met and NAMES[form][value] == true end
    if key == "unless-format" then met = met and not NAMES[form][value] end
  end
  return met == visible and element.content or {}
end

local function stop(what, element, todo)
  error("is248-problems:" .. pandoc.json.encode({ { what = what, text = stringify(element), todo = todo } }) .. "\n")
end

local function page_of(path)
  local parts = pandoc.List({})
  for part in ((here:match("^.*/") or "") .. path):gmatch("[^/]+") do
    if part == ".." then parts:remove() elseif part ~= "." then parts:insert(part) end
  end
  path = table.concat(parts, "/")
  for file, page in pairs(index.pages) do
    if page.href == path then return file end
  end
end

local function opening(file)
  for id, target in pairs(index.targets) do
    if target.page == file and target.kind == "sec" and target.level == 1 then return id end
  end
end

-- In the PDF all chapters are one document: a link to another's page leads to a place in it.
local function link(element)
  if not here or element.target:match("^%a[%w+.-]*:") or element.attributes.download then return nil end
  local path, id = element.target:match("^([^#]*)#?(.*)$")
  local file = path ~= "" and page_of(path) or path == "" and here
  if not file then return nil end
  local target = index.targets[id]
  if target and target.only ~= "" and target.only ~= form then
    stop("the reference to " .. id .. " leads nowhere in " .. (form == "html" and "the web pages" or "the PDF"), element,
      "What it leads to stands in content for one form: put the reference into such content too, or move one of them.")
  end
  if form == "typst" and path ~= "" then
    element.target = "#" .. (id ~= "" and id or opening(file) or "")
    return element
  end
end

return { { Meta = read }, { Div = conditional, Span = conditional }, { Link = link } }
