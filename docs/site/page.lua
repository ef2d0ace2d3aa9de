-- A document or notebook as a page of the site: links to documents become links to pages, wide things get boxes that scroll, the list of pages
-- and of the page's sections stands beside the text.
-- Metadata: page (the document's path in the repository), pages (a file: group, tab, path of a document, a line each).

local function read_lines(path)
  local lines = {}
  for line in io.lines(path) do lines[#lines + 1] = line end
  return lines
end

local function escape(text)
  return (text:gsub('&', '&amp;'):gsub('<', '&lt;'):gsub('>', '&gt;'):gsub('"', '&quot;'))
end

local function parts_of(path)
  local parts = {}
  for part in path:gmatch('[^/]+') do
    if part == '..' and #parts > 0 then parts[#parts] = nil
    elseif part ~= '.' then parts[#parts + 1] = part end
  end
  return parts
end

-- Where a file of the repository is in the site.
local function place(path)
  return (path:gsub('^docs/README%.md$', 'documents.md'):gsub('^docs/', ''):gsub('README%.md$', 'index.html'):gsub('%.md$', '.html')
              :gsub('%.ipynb$', '.html'))
end

local function relative(from, to)
  local a, b, out = parts_of(from), parts_of(to), {}
  local same = 0
  while same < #a - 1 and same < #b - 1 and a[same + 1] == b[same + 1] do same = same + 1 end
  for _ = same + 1, #a - 1 do out[#out + 1] = '..' end
  for i = same + 1, #b do out[#out + 1] = b[i] end
  return table.concat(out, '/')
end

-- The first heading of a document, or of a notebook, in which it is a line of JSON.
local function title_of(path)
  local notebook = path:match('%.ipynb$')
  for line in io.lines(path) do
    local title = line:match(notebook and '^%s*"#%s+(.-)\\n",?$' or '^#%s+(.+)$')
    if title then return title end
  end
  error(path .. ': no heading "# ..." to name its page by')
end

local page, here

local function target(link)
  if link == '' or link:match('^%a[%w+.-]*:') or link:match('^#') then return link end
  local path, fragment = link:match('^([^#]*)(#?.*)$')
  local folder = page:match('^(.*/)') or ''
  return relative(here, place(table.concat(parts_of(folder .. path), '/'))) .. fragment
end

-- A long formula in a line may break before its relations: it becomes several, each as long as TeX allows.
local function pieces_of(tex)
  local pieces, begin, depth, at = {}, 1, 0, 1
  while at <= #tex do
    local command = tex:match('^\\%a+', at) or tex:match('^\\.', at)
    local character = tex:sub(at, at)
    local relation = depth == 0 and (character == '=' or command == '\\le' or command == '\\ge' or command == '\\to' or command == '\\approx')
    if command == '\\left' or command == '\\{' or command == '\\langle' or (command and command:match('^\\[bB]igg?l?$')) then
      local opens = not tex:match('^%s*[%])}]', at + #command) and not tex:match('^%s*\\[}r]', at + #command)
      if command:match('^\\[bB]ig') then depth = depth + (opens and 1 or -1); at = at + #command + 1; goto continue end
      depth = depth + 1
      if command == '\\left' then at = at + #command + 1; goto continue end
    elseif command == '\\right' or command == '\\}' or command == '\\rangle' then
      depth = depth - 1
      if command == '\\right' then at = at + #command + 1; goto continue end
    elseif not command and character:match('[{(%[]') then depth = depth + 1
    elseif not command and character:match('[})%]]') then depth = depth - 1
    end
    if relation and at - begin > 12 and #tex - at > 8 then
      pieces[#pieces + 1] = tex:sub(begin, at - 1)
      begin = at
    end
    at = at + (command and #command or 1)
    ::continue::
  end
  pieces[#pieces + 1] = tex:sub(begin)
  return depth == 0 and pieces or {tex}
end

-- What GitHub's TeX knows and pandoc's does not, in words that both know.
local function plain(tex)
  return (tex:gsub('\\([bB]igg?)[lr]%f[%A]', '\\%1'):gsub('\\dbinom', '\\binom'):gsub('{\\rm%s+(%a+)}', '\\text{%1}')
             :gsub('\\mathrm{(%a+)}', '\\text{%1}'))
end

-- Brackets stretch only around what is tall, signs at the beginning are no differences, and names of functions have the space of
-- names: browsers put space around everything else.
local function tidy(mathml)
  local out, open = {}, {}
  for text, tag in mathml:gmatch('([^<]*)(<[^>]*>)') do
    out[#out + 1] = text
    out[#out + 1] = tag
    if tag:match('^<mfrac') or tag:match('^<munder') or tag:match('^<mover') or tag:match('^<mtable') then
      for _, bracket in ipairs(open) do bracket.tall = true end
    elseif tag == '<mo stretchy="true" form="prefix">' then
      open[#open + 1] = {at = #out, tall = false}
    elseif tag == '<mo stretchy="true" form="postfix">' and #open > 0 then
      local bracket = table.remove(open)
      if not bracket.tall then
        out[bracket.at] = tag:gsub('true', 'false'):gsub('postfix', 'prefix')
        out[#out] = tag:gsub('true', 'false')
      end
    end
  end
  local text = table.concat(out)
  text = text:gsub('(form="prefix">[^<]*</mo>)<mo>−</mo>', '%1<mo form="prefix">−</mo>')
  text = text:gsub('(<mo>[=,]</mo>)<mo>−</mo>', '%1<mo form="prefix">−</mo>')
  return (text:gsub('<mo>(%a%a+)</mo>', '<mi>%1</mi><mspace width="0.167em"></mspace>'))
end

local function rendered(kind, tex)
  local html = pandoc.write(pandoc.Pandoc {pandoc.Plain {pandoc.Math(kind, tex)}}, 'html', pandoc.WriterOptions {html_math_method = 'mathml'})
  if not html:match('<math') then error(page .. ': no MathML for ' .. tex) end
  return pandoc.RawInline('html', tidy(html))
end

-- A formula, as several where it is long, kept with the punctuation after it.
local function formula(math, after)
  local tex = plain(math.text)
  if math.mathtype == 'DisplayMath' then
    return {pandoc.RawInline('html', '<span class="display" tabindex="0">'), rendered('DisplayMath', tex), pandoc.RawInline('html', '</span>'), after}
  end
  local out = {}
  local pieces = #tex < 34 and {tex} or pieces_of(tex)
  for i, piece in ipairs(pieces) do
    if i > 1 then out[#out + 1] = pandoc.RawInline('html', '<wbr>') end
    if i == #pieces and after then out[#out + 1] = pandoc.RawInline('html', '<span class="kept">') end
    out[#out + 1] = rendered('InlineMath', piece)
  end
  if after then
    out[#out + 1] = after
    out[#out + 1] = pandoc.RawInline('html', '</span>')
  end
  return out
end

local function with_formulas(inlines)
  local out, i = pandoc.List(), 1
  while i <= #inlines do
    local one, after = inlines[i], inlines[i + 1]
    if one.t == 'Math' then
      local kept = after and after.t == 'Str' and after.text:match('^[%)%]%.,;:%-’\'"/]')
      out:extend(formula(one, kept and after or nil))
      if kept then i = i + 1 end
    else
      out:insert(one)
    end
    i = i + 1
  end
  return out
end

local function sections(blocks)
  local out = {}
  for _, block in ipairs(blocks) do
    if block.t == 'Header' and block.level == 2 then
      local text = pandoc.utils.stringify(block.content)
      out[#out + 1] = '<li><a href="#' .. escape(block.identifier) .. '">' .. escape(text) .. '</a></li>'
    end
  end
  return #out > 0 and '<ul>' .. table.concat(out, '\n') .. '</ul>' or ''
end

local function navigation(doc, pages)
  local out, group = {}, nil
  for _, line in ipairs(read_lines(pages)) do
    local name, path = line:match('^(.-)\t(.+)$')
    if name ~= group then
      out[#out + 1] = (group and '</ul>' or '') .. (name ~= '' and '<h2>' .. escape(name) .. '</h2>' or '') .. '<ul>'
      group = name
    end
    local title = path:match('\t(.+)$') or title_of(path)
    path = path:match('^[^\t]+')
    if path == 'README.md' then title = 'Overview' end
    local current = path == page
    out[#out + 1] = '<li><a href="' .. escape(relative(here, place(path))) .. '"' .. (current and ' aria-current="page"' or '') .. '>' .. escape(title) ..
                    '</a>' .. (current and sections(doc.blocks) or '') .. '</li>'
  end
  out[#out + 1] = '</ul>'
  return table.concat(out, '\n')
end

-- A picture that a notebook holds, as a file beside the page.
local function unpacked(image)
  local _, bytes = pandoc.mediabag.lookup(image.src)
  if not bytes then return nil end
  local folder = PANDOC_STATE.output_file:match('^(.*/)') or ''
  local file = assert(io.open(folder .. image.src, 'wb'))
  file:write(bytes)
  file:close()
  image.caption = {pandoc.Str('drawn by the cell above')}
  return image
end

-- What a cell of a notebook gives, in the best of its forms: a formula, a table, a picture, or else text.
local function output(div)
  if not div.classes:includes('output') then return nil end
  local best, rank = {}, 0
  for _, block in ipairs(div.content) do
    local own, found = 1, block
    if block.t == 'RawBlock' and block.format:match('tex') then
      own, found = 4, pandoc.Para {pandoc.Math('DisplayMath', block.text)}
    elseif block.t == 'RawBlock' and block.format == 'html' then
      own, found = 3, pandoc.RawBlock('html', '<div class="wide" tabindex="0">' .. block.text .. '</div>')
    elseif block.t == 'Para' then
      own = 2
    elseif block.t == 'CodeBlock' then
      block.text = block.text:gsub('%s+$', '')
    end
    if own > rank then best, rank = {found}, own elseif own == rank then best[#best + 1] = found end
  end
  return best
end

-- The notebook itself is behind a link.
local function from_notebook(doc)
  local name = page:match('([^/]+)$')
  doc = doc:walk {Image = unpacked}:walk {Div = output}
  local blocks = pandoc.List()
  for _, block in ipairs(doc.blocks) do blocks:extend(block.t == 'Div' and block.content or {block}) end
  blocks:insert(2, pandoc.RawBlock('html', '<p><a href="' .. escape(name) .. '" download>' .. escape(name) .. '</a>: this page as a notebook.</p>'))
  return pandoc.Pandoc(blocks, doc.meta)
end

function Pandoc(doc)
  page = pandoc.utils.stringify(doc.meta.page)
  here = place(page)
  if page:match('%.ipynb$') then doc = from_notebook(doc) end
  doc.meta.nav = pandoc.MetaBlocks({pandoc.RawBlock('html', navigation(doc, pandoc.utils.stringify(doc.meta.pages)))})
  doc.meta.root = relative(here, 'x'):gsub('x$', '')
  local title = title_of(page)
  doc.meta.pagetitle = title == 'lazyrisk' and title or title .. ' · lazyrisk'
  return doc:walk {
    Link = function(link)
      local path = link.target:match('^[^#:]+%.md$')
      if path and pandoc.utils.stringify(link.content) == path then  -- a page has a title, not a file name
        link.content = {pandoc.Str(title_of((page:match('^(.*/)') or '') .. path))}
      end
      link.target = target(link.target)
      return link
    end,
    Strong = function(strong)  -- "(4.1) ...": the formula has a place of its own
      local number = pandoc.utils.stringify(strong.content):match('^%((%d+%.%d+)%)')
      if number then return pandoc.Strong {pandoc.Span(strong.content, {id = number})} end
    end,
    Image = function(image)
      image.src = target(image.src)
      return image
    end,
    Inlines = with_formulas,
    Table = function(content)
      return {pandoc.RawBlock('html', '<div class="wide" tabindex="0">'), content, pandoc.RawBlock('html', '</div>')}
    end,
    CodeBlock = function(code)
      code.attributes.tabindex = '0'
      return code
    end,
  }
end
