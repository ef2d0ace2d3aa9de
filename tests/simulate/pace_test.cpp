// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/pace.hpp"

#include <doctest/doctest.h>

#include "../nearly.hpp"
#include "lazyrisk/numerics/scalar.hpp"

using namespace lazyrisk;

TEST_SUITE("simulate/pace") {
    TEST_CASE(
        "[identity] a steady pace says one time, an unsteady one the times of its slowest and its fastest piece") {
        Pace steady;
        for (int i = 0; i < 40; ++i) steady.add(3, 0.5);
        CHECK(steady.slowest() == nearly(6, 1e-14));
        CHECK(steady.fastest() == nearly(6, 1e-14));
        CHECK(steady.time_of(12).low == nearly(2, 1e-14));
        Pace changing;  // half of the time at 2 a second, then at 5
        for (int i = 0; i < 40; ++i) changing.add(i < 20 ? 2 : 5, 1);
        CHECK(changing.slowest() == nearly(2, 1e-14));
        CHECK(changing.fastest() == nearly(5, 1e-14));
        CHECK(changing.time_of(10).low == nearly(2, 1e-14));
        CHECK(changing.time_of(10).high == nearly(5, 1e-14));
    }

    TEST_CASE("[identity] single interruptions are averaged over a piece of the time; many amounts are kept as few") {
        Pace interrupted;  // every tenth takes five times as long
        for (int i = 0; i < 10000; ++i) interrupted.add(1, i % 10 == 9 ? 5 : 1);
        CHECK(interrupted.slowest() == nearly(10.0 / 14, 0.03));
        CHECK(interrupted.fastest() == nearly(10.0 / 14, 0.03));
        Pace here = interrupted, there;
        there.add(1, 10);
        here.join(there);
        CHECK(here.slowest() == nearly(0.1, 1e-14));
        CHECK(here.fastest() == nearly(10.0 / 14, 0.03));
        CHECK(is_infinite(Pace().time_of(1).high));
    }

    TEST_CASE("[identity] what is left: the work under way counts half") {
        Pace pace;
        pace.add(0.25, 10);  // a quarter after ten seconds, a quarter under way: three eighths are done
        CHECK(time_left(pace, 0.25, 0.25).low == nearly(10 * (1 - 0.375) / 0.375, 1e-14));
        CHECK(time_left(pace, 0.25, 0).high == nearly(30, 1e-14));
        CHECK(time_left(pace, 1, 0).high == 0);
        // four threads, unequal units: finished one after the other, the estimate is never off by more than the units
        // differ
        Pace running;
        double part = 0;
        for (int i = 1; i <= 40; ++i) {
            running.add(1.0 / 40, i % 4 == 1 ? 2.0 : 0.1);  // four come nearly together
            part += 1.0 / 40;
            const Seconds left = time_left(running, part, std::min(3, 40 - i) / 40.0);
            const double exact = (40 - i) / 4.0 * 2.3;
            if (i < 38) {
                CHECK(left.low < 1.8 * exact + 2.3);
                CHECK(left.high > 0.5 * exact - 2.3);
            }
        }
    }

    TEST_CASE("[identity] a range in words") {
        CHECK(in_words({0.0021, 0.0034}) == "2.1 to 3.4 ms");
        CHECK(in_words({0.0021, 0.34}) == "2 to 340 ms");
        CHECK(in_words({1.1, 9.4}) == "1.1 to 9.4 s");
        CHECK(in_words({1.11, 1.12}) == "1.1 s");
        CHECK(in_words({30, 45}) == "30 to 45 s");
        CHECK(in_words({200, 500}) == "3 to 8 min");
        CHECK(in_words({7200, 18000}) == "2.0 to 5.0 h");
        CHECK(in_words({0, infinite<>}) == "an unknown time");
    }

    TEST_CASE("[identity] the units of a range in words, to either side of where they change") {
        CHECK(in_words({0.00999, 0.00999}) == "10.0 ms");
        CHECK(in_words({0.01, 0.01}) == "10 ms");
        CHECK(in_words({0.9, 0.999}) == "900 to 999 ms");
        CHECK(in_words({1, 1}) == "1.0 s");
        CHECK(in_words({9.9, 9.94}) == "9.9 s");
        CHECK(in_words({10, 10}) == "10 s");
        CHECK(in_words({119, 119}) == "119 s");
        CHECK(in_words({120, 120}) == "2 min");
        CHECK(in_words({7199, 7199}) == "120 min");
        CHECK(in_words({7200, 7200}) == "2.0 h");
        CHECK(in_words({35999, 35999}) == "10.0 h");
        CHECK(in_words({36000, 72000}) == "10 to 20 h");
        CHECK(in_words({0, 0}) == "0.0 ms");
    }

    TEST_CASE("[identity] what was begun counts half, of what there is at most; a pace of others alone is theirs") {
        Pace pace;
        pace.add(0.5, 30);
        CHECK(time_left(pace, 0.5, 0.9).high == nearly(30 * (1 - 0.75) / 0.75, 1e-14));  // only half was left to begin
        CHECK(time_left(pace, 1, 0.3).high == 0);
        CHECK(Pace().empty());
        CHECK(Pace().slowest() == 0);
        CHECK(Pace().fastest() == 0);
        Pace joined;  // of others alone
        joined.join(pace);
        joined.join(Pace());
        CHECK(joined.slowest() == nearly(1.0 / 60, 1e-14));
        CHECK(joined.fastest() == nearly(1.0 / 60, 1e-14));
    }
}
