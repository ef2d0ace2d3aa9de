// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/report/html.hpp"

#include <doctest/doctest.h>

#include <string>

#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;
using namespace lazyrisk::report;

TEST_SUITE("report/html") {
    TEST_CASE("[identity] what HTML would take for its own is written as what it is") {
        CHECK(escaped("a<b> & \"c\" 'd' é") == "a&lt;b&gt; &amp; &quot;c&quot; 'd' é");
        CHECK(escaped("&amp;") == "&amp;amp;");
        CHECK(escaped("").empty());
        CHECK(identifier("a b.c-d_e/1<\"") == "a-b.c-d_e-1--");
        CHECK(identifier("Az09") == "Az09");
    }

    TEST_CASE("[identity] a table by hand") {
        HtmlTable t;
        t.heads = {"name", "value"};
        CHECK(html(t) ==
              "<div class=\"wide\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">name</th><th "
              "scope=\"col\">value</th></tr></thead>\n</table></div>\n");
        t.caption = "C";
        t.group("").rows = {{{"a", "text"}, {"1"}}, {{"b", "text"}, {"2"}}};
        t.group("G").rows = {{{"c", "text"}, {"3"}}};
        CHECK(&t.group("G") == &t.groups.back());
        CHECK(t.groups.size() == 2);
        CHECK(
            html(t) ==
            "<div class=\"wide\" tabindex=\"0\"><table>\n<caption><span>C</span></caption>\n"
            "<thead><tr><th scope=\"col\" class=\"text\">name</th><th scope=\"col\">value</th></tr></thead>\n"
            "<tbody>\n<tr><th scope=\"row\" class=\"text\">a</th><td class=\"number\">1</td></tr>\n"
            "<tr><th scope=\"row\" class=\"text\">b</th><td class=\"number\">2</td></tr>\n</tbody>\n"
            "<tbody>\n<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"2\">G</th></tr>\n"
            "<tr><th scope=\"row\" class=\"text\">c</th><td class=\"number\">3</td></tr>\n</tbody>\n</table></div>\n");
    }

    TEST_CASE("[identity] a picture inside a page: its ids its own, its name the figure's, no tool's") {
        const std::string svg =
            "<?xml version=\"1.0\"?>\n<!DOCTYPE svg>\n<svg width=\"3\">\n<title>Gnuplot</title>\n<desc>by a "
            "tool</desc>\n<g id=\"a\"/><g id='b'/>"
            "<use xlink:href=\"#a\"/><use href='#b'/><g clip-path=\"url(#a)\" fill='url(\"#b\")'/><a "
            "href=\"https://x#a\"/></svg>";
        CHECK(inline_svg(svg, "f 1", "T<", "D&") ==
              "<svg width=\"3\" role=\"img\" aria-labelledby=\"f-1--title f-1--desc\">\n<title "
              "id=\"f-1--title\">T&lt;</title>\n"
              "<desc id=\"f-1--desc\">D&amp;</desc>\n\n"
              "<g id=\"f-1--a\"/><g id='f-1--b'/><use xlink:href=\"#f-1--a\"/><use href='#f-1--b'/><g "
              "clip-path=\"url(#f-1--a)\" "
              "fill='url(\"#f-1--b\")'/><a href=\"https://x#a\"/></svg>");
        CHECK_THROWS_WITH_AS(inline_svg("<html>", "f", "", ""), "f.svg: is no SVG; run the experiment again",
                             DomainError);
        CHECK_THROWS_AS(inline_svg("<svg", "f", "", ""), DomainError);
        CHECK_THROWS_WITH_AS(inline_svg("<svg><script>x</script></svg>", "f", "", ""),
                             "f.svg: carries a script, and a page of results has none", DomainError);
    }
}
