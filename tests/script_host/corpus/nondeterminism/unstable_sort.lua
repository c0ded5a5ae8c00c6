-- expect: completed
local t = {} for i = 1, 100 do t[i] = { i % 3, i } end
table.sort(t, function(a, b) return a[1] < b[1] end)
local out = {} for i, v in ipairs(t) do out[i] = v[2] end return table.concat(out, " ")
