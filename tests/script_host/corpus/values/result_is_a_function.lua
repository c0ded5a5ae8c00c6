-- expect: failed
return print
