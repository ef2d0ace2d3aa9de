// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/words/pieces.hpp"

#include <doctest/doctest.h>

using namespace lazyrisk;
using Words = std::vector<std::string>;

TEST_SUITE("words/pieces") {
    TEST_CASE("[identity] one more than separators outside parentheses, without blanks around") {
        CHECK(pieces("", ',') == Words{""});
        CHECK(pieces("a", ',') == Words{"a"});
        CHECK(pieces(" a , b c ,", ',') == Words{"a", "b c", ""});
        CHECK(pieces("max(x,0),f(g(1,2),3)", ',') == Words{"max(x,0)", "f(g(1,2),3)"});
        CHECK(pieces("0.1:10:50", ':') == Words{"0.1", "10", "50"});
        CHECK(pieces(",,", ',') == Words{"", "", ""});
        CHECK(pieces("a=0:2:9", '=').front() == "a");
    }
}
