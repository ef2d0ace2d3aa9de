# What Doxygen reads instead of a header: the comment at its head is about the file; TeX commands and #names in comments are text.
/\/\// s/\(\\[a-zA-Z]\)/\\\1/g
/\/\// s/ \(#[a-z]\)/ \\\1/g
0,/^#pragma/ s|^//\( \|$\)|/// |
1 i /// \\file
