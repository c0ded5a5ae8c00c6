-- expect: memory
local t = {} for i = 1, 100000 do t[i] = i end
local all = {} while true do all[#all + 1] = { table.unpack(t, 1, 50000) } end
