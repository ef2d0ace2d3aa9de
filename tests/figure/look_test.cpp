// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/figure/look.hpp"

#include <doctest/doctest.h>

using namespace lazyrisk;

TEST_SUITE("figure/look") {
    TEST_CASE("[identity] what is given is changed, the rest stays") {
        Figure figure;
        figure.title = "t", figure.note = "n", figure.x.label = "x", figure.y = {"y", false, 0.0, {}};
        FigureLook look;
        CHECK(look.given().empty());
        look.apply(figure);
        CHECK(figure.title == "t");
        CHECK(figure.y.from == 0.0);
        look.title = "T", look.y_label = "Y", look.ends = {{"y-to", 3}, {"x-from", 1}};
        CHECK(look.given() == "x-from");
        look.apply(figure);
        CHECK(figure.title == "T");
        CHECK(figure.note == "n");
        CHECK(figure.x.label == "x");
        CHECK(figure.y.label == "Y");
        CHECK(figure.y.from == 0.0);
        CHECK(figure.y.to == 3.0);
        CHECK(figure.x.from == 1.0);
        CHECK_FALSE(figure.x.to);
    }

    TEST_CASE("[identity] an axis of powers leaves the floor of 0, not an end that is given") {
        Figure figure;
        figure.y.from = 0;
        FigureLook look;
        look.log_y = true;
        CHECK(look.given() == "log-y");
        look.apply(figure);
        CHECK(figure.y.log);
        CHECK_FALSE(figure.y.from);
        look.ends["y-from"] = 0.5;
        look.apply(figure);
        CHECK(figure.y.from == 0.5);
        CHECK_FALSE(figure.x.log);
    }
}
