-- expect: failed
return ("").dump(function() end)
