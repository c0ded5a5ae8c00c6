-- expect: failed
for name in pairs(string) do string[name] = function() while true do end end end
wf.map({}, print, { limits = 1 })
