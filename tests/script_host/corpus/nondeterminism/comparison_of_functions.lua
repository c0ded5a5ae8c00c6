-- expect: failed
return print < pairs
