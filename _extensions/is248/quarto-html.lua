-- Tables, figures and citations of the staged book as HTML under Quarto, before Quarto numbers them by its own count.
-- Runs after crossref.lua; their look is quarto.css's. Metadata: is248-crossref (path of the index, as crossref.lua leaves it).

local stringify = pandoc.utils.stringify
local index = { targets = {}, language = {}, cited = {}, statement = "" }

local function read(meta)
  local handle = assert(io.open(stringify(meta["is248-crossref"]), "r"))
  index = pandoc.json.decode(handle:read("a"), false)
  handle:close()
end

local function raw(html)
  return pandoc.RawBlock("html", html)
end

local function caption(target, inlines)
  local word = index.language["crossref-" .. target.kind .. "-title"] or target.kind
  local label = pandoc.Span({ pandoc.Str(word .. "\u{a0}" .. target.number) }, pandoc.Attr("", { "product-label" }))
  local out = pandoc.Inlines(target.number ~= "" and { label, pandoc.Space() } or {})
  out:extend(inlines)
  return { raw(string.format('<figcaption id="%s-caption">', target.id)), pandoc.Plain(out), raw("</figcaption>") }
end

local function opening(target)
  return raw(string.format('<figure class="product %s" id="%s" aria-labelledby="%s-caption">', target.kind, target.id, target.id))
end

local function table_block(div, target)
  local content = div.content:clone()
  local text = content:remove(#content)
  local out = pandoc.Blocks({ opening(target) })
  out:extend(caption(target, text.content))
  out:insert(raw(string.format('<div class="product-body" role="region" aria-labelledby="%s-caption" tabindex="0">', target.id)))
  out:extend(content)
  out:extend({ raw("</div>"), raw("</figure>") })
  return out
end

local function figure_block(image, inlines, target)
  local own = image:clone()
  own.identifier, own.caption = "", pandoc.Inlines(image.attributes["fig-alt"] or "")
  own.attributes["fig-alt"] = nil
  local out = pandoc.Blocks({ opening(target), raw('<div class="product-body">'), pandoc.Plain({ own }), raw("</div>") })
  out:extend(caption(target, inlines))
  out:insert(raw("</figure>"))
  return out
end

local function figure(element)
  local target, image = index.targets[element.identifier], nil
  element:walk({ Image = function(found) image = found end })
  if target and image then return figure_block(image, pandoc.utils.blocks_to_inlines(element.caption.long), target) end
end

local function paragraph(element)
  local image = #element.content == 1 and element.content[1]
  local target = image and image.t == "Image" and index.targets[image.identifier]
  if target then return figure_block(image, image.caption, target) end
end

local function div(element)
  local target = element.classes:includes("is248-table") and index.targets[element.identifier]
  if target then return table_block(element, target) end
end

-- A page that cites sees all works of the book, so that it tells those of one author and year apart as all others do.
local function cite_all(doc)
  local cites = false
  doc:walk({ Cite = function() cites = true end })
  if cites and #index.cited > 0 then
    local all = pandoc.List.map(index.cited, function(key) return pandoc.Citation(key, "NormalCitation") end)
    doc.meta.nocite = pandoc.Inlines({ pandoc.Cite({}, all) })
  end
end

-- The settings of a staged book carry the statement and put it into the foot of its pages; those of the sources do not.
local function state(doc)
  local settings = doc.meta.is248
  if index.statement ~= "" and not (settings and settings.statement) then
    doc.blocks:insert(pandoc.Div({ pandoc.Para({ pandoc.Str(index.statement) }) }, pandoc.Attr("", { "statement" }, { role = "note" })))
  end
end

local function whole(doc)
  cite_all(doc)
  state(doc)
  return doc
end

return { { Meta = read }, { Figure = figure, Para = paragraph, Div = div }, { Pandoc = whole } }
