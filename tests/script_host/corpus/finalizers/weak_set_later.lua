-- expect: completed
local m = {} local t = setmetatable({}, m) m.__mode = "v" t[1] = {}
for i = 1, 3000 do local _ = { i } end return t[1] ~= nil
