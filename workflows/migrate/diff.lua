-- The lines in which two texts differ, each with "- " or "+ ", and a few around them with "  ".
local diff = {}

local context = 2
local cells_max = 250000 -- beyond, what differs is shown as one block

local function split(text)
  local lines = {}
  for line in (text:sub(-1) == "\n" and text or text .. "\n"):gmatch "(.-)\r?\n" do
    lines[#lines + 1] = line
  end
  return lines
end

-- lengths[i][j]: how many lines a[i..] and b[j..] have in common, in order.
local function common_lengths(a, b)
  local lengths = { [#a + 1] = {} }
  for j = 1, #b + 1 do lengths[#a + 1][j] = 0 end
  for i = #a, 1, -1 do
    local row, below = { [#b + 1] = 0 }, lengths[i + 1]
    for j = #b, 1, -1 do
      row[j] = a[i] == b[j] and below[j + 1] + 1 or math.max(below[j], row[j + 1])
    end
    lengths[i] = row
  end
  return lengths
end

local function marked(a, b)
  local rows = {}
  local function add(sign, line) rows[#rows + 1] = { sign = sign, line = line } end
  if #a * #b > cells_max then
    for _, line in ipairs(a) do add("-", line) end
    for _, line in ipairs(b) do add("+", line) end
    return rows
  end
  local lengths = common_lengths(a, b)
  local i, j = 1, 1
  while i <= #a or j <= #b do
    if i <= #a and j <= #b and a[i] == b[j] then
      add(" ", a[i])
      i, j = i + 1, j + 1
    elseif i <= #a and (j > #b or lengths[i + 1][j] >= lengths[i][j + 1]) then
      add("-", a[i])
      i = i + 1
    else
      add("+", b[j])
      j = j + 1
    end
  end
  return rows
end

local function is_near_a_change(rows, at)
  for near = math.max(1, at - context), math.min(#rows, at + context) do
    if rows[near].sign ~= " " then return true end
  end
  return false
end

function diff.lines(before, after)
  local rows = marked(split(before), split(after))
  local lines, is_gap = {}, false
  for at, row in ipairs(rows) do
    if is_near_a_change(rows, at) then
      if is_gap and #lines > 0 then lines[#lines + 1] = "  …" end
      lines[#lines + 1] = row.sign .. " " .. row.line
      is_gap = false
    else
      is_gap = true
    end
  end
  return lines
end

return diff
