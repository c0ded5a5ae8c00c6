-- expect: failed
load(function() return " " end)()
