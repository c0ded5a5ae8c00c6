-- expect: completed
local t = { "ä", "z", "Z", "a", "É", "e" } table.sort(t) return table.concat(t)
