-- Two texts as the lines in which they differ, each with "- " or "+ ", and a few around them with
-- "  ". Invariant: however long the texts are, what is shown fits into one line of the log.
local diff = {}

local context = 2
local changes_max = 400 -- beyond, what differs is shown as one block
local lines_max = 100
local line_bytes_max = 120

local function split(text)
  local lines = {}
  for line in (text:sub(-1) == "\n" and text or text .. "\n"):gmatch "(.-)\r?\n" do
    lines[#lines + 1] = line
  end
  return lines
end

-- Both without their common head and tail, but for the lines that are shown around a change.
local function without_ends(a, b)
  local shorter, head, tail = math.min(#a, #b), 0, 0
  while head < shorter and a[head + 1] == b[head + 1] do
    head = head + 1
  end
  while tail < shorter - head and a[#a - tail] == b[#b - tail] do
    tail = tail + 1
  end
  local first = math.max(1, head + 1 - context)
  local kept = math.max(0, tail - context)
  return table.move(a, first, #a - kept, 1, {}), table.move(b, first, #b - kept, 1, {})
end

-- Whether the way with `count` changes to the diagonal i - j comes by a line of b.
local function comes_down(reached, count, diagonal)
  return diagonal == -count or diagonal ~= count and reached[diagonal - 1] < reached[diagonal + 1]
end

-- How far in a one gets on each diagonal, by the number of changes (Myers' algorithm); nil when
-- that takes too many.
local function ways(a, b)
  local reached, history = { [1] = 0 }, {}
  for count = 0, changes_max do
    for diagonal = -count, count, 2 do
      local i = comes_down(reached, count, diagonal) and reached[diagonal + 1]
        or reached[diagonal - 1] + 1
      while i < #a and i - diagonal < #b and a[i + 1] == b[i - diagonal + 1] do
        i = i + 1
      end
      reached[diagonal] = i
      if i >= #a and i - diagonal >= #b then return history, count end
    end
    history[count] = table.move(reached, -count, count, -count, {})
  end
end

local function reversed(rows)
  local turned = {}
  for at = #rows, 1, -1 do
    turned[#turned + 1] = rows[at]
  end
  return turned
end

-- Every line of both, marked.
local function marked(a, b)
  local rows = {}
  local function add(sign, line) rows[#rows + 1] = { sign = sign, line = line } end
  local history, changes = ways(a, b)
  if not history then
    for _, line in ipairs(a) do
      add("-", line)
    end
    for _, line in ipairs(b) do
      add("+", line)
    end
    return rows
  end
  local i, j = #a, #b
  for count = changes, 1, -1 do
    local reached, diagonal = history[count - 1], i - j
    local is_added = comes_down(reached, count, diagonal)
    local before = is_added and reached[diagonal + 1] or reached[diagonal - 1] + 1
    for at = i, before + 1, -1 do
      add(" ", a[at])
    end
    i, j = before, before - diagonal
    add(is_added and "+" or "-", is_added and b[j] or a[i])
    if is_added then
      j = j - 1
    else
      i = i - 1
    end
  end
  for at = i, 1, -1 do
    add(" ", a[at])
  end
  return reversed(rows)
end

local function is_near_a_change(rows, at)
  for near = math.max(1, at - context), math.min(#rows, at + context) do
    if rows[near].sign ~= " " then return true end
  end
  return false
end

-- Not cut within a character.
local function shortened(line)
  if #line <= line_bytes_max then return line end
  return line:sub(1, line_bytes_max):gsub("[\xc0-\xff][\x80-\xbf]*$", "") .. "…"
end

local function changed_lines(rows)
  local lines, is_gap = {}, false
  for at, row in ipairs(rows) do
    local is_shown = is_near_a_change(rows, at)
    if is_shown then
      if is_gap and #lines > 0 then lines[#lines + 1] = "  …" end
      lines[#lines + 1] = row.sign .. " " .. shortened(row.line)
    end
    is_gap = not is_shown
  end
  return lines
end

-- The lines as one text, and how many lines of each sign there are.
function diff.text(before, after)
  local rows = marked(without_ends(split(before), split(after)))
  local counts = { ["-"] = 0, ["+"] = 0, [" "] = 0 }
  for _, row in ipairs(rows) do
    counts[row.sign] = counts[row.sign] + 1
  end
  local lines = changed_lines(rows)
  local more = #lines - lines_max
  if more > 0 then lines[lines_max + 1] = "… " .. more .. " more lines" end
  return table.concat(lines, "\n", 1, math.min(#lines, lines_max + 1)), counts
end

return diff
