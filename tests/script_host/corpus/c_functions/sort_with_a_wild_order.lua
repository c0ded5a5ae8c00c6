-- expect: completed
local t = {} for i = 1, 500 do t[i] = i % 7 end
return (pcall(table.sort, t, function() return true end)) ~= nil
