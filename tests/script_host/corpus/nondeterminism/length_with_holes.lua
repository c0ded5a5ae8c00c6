-- expect: completed
local t = { 1, 2, nil, 4, nil, 6 } t[9] = 1 t[17] = 1 return #t
