-- expect: failed
return ("%p"):format({})
