// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Pages in a real browser: what it complains of, how wide they are, what is missing.
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "command.hpp"

/// One page in one width.
struct BrowsedPage {
    std::string page;
    int width = 0, wanted = 0;  ///< of the page's window; that the page would like to have (more: it scrolls sideways)
    int missing = 0;            ///< pictures and style sheets that did not come
    int scripts = 0, formulas = 0;
    std::string background;
};

struct Browsed {
    std::vector<BrowsedPage> pages;
    std::string complaints;  ///< of the browser's console, a line each
};

class Browser {
public:
    Browser() { std::filesystem::create_directories(folder_); }
    ~Browser() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    Browser(const Browser&) = delete;
    Browser& operator=(const Browser&) = delete;

    /// All pages at once, each in frames of all widths of one window.
    [[nodiscard]] Browsed look(const std::vector<std::filesystem::path>& pages, const std::vector<int>& widths,
                               bool dark) const {
        const std::filesystem::path frames = folder_ / "frames.html";
        std::ofstream out(frames);
        out << "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>frames</title><body><script>\nconst "
               "frames = [];\nfor "
               "(const page of [";
        for (const auto& page : pages) out << "'file://" << page.string() << "', ";
        out << "]) for (const width of [";
        for (const int width : widths) out << width << ", ";
        out << R"js(]) {
  const frame = document.createElement('iframe');
  frame.src = page; frame.style = `width:${width}px;height:900px;border:0`;
  document.body.append(frame); frames.push([page, frame]);
}
window.addEventListener('load', () => {
  const lines = frames.map(([page, frame]) => {
    const d = frame.contentDocument, root = d.documentElement;
    const missing = [...d.images].filter(i => !i.complete || !i.naturalWidth).length +
        [...d.querySelectorAll('link[rel=stylesheet]')].filter(l => !l.sheet).length;
    return ['SEEN', root.clientWidth, root.scrollWidth, missing, d.scripts.length, d.querySelectorAll('math').length,
            getComputedStyle(d.body).backgroundColor.replaceAll(' ', ''), page].join(' ');
  });
  document.body.innerHTML = '<pre></pre>';
  document.querySelector('pre').textContent = lines.join('\n') + '\n';
});
</script></body></html>)js";
        out.close();
        Browsed seen;
        std::stringstream lines(
            run("--allow-file-access-from-files --window-size=1600,1000 --dump-dom", frames, dark, seen.complaints));
        for (std::string line; std::getline(lines, line);) {
            const std::size_t at = line.find("SEEN ");
            if (at == std::string::npos || line.find("root.clientWidth") != std::string::npos) continue;
            BrowsedPage page;
            std::stringstream words(line.substr(at + 5));
            words >> page.width >> page.wanted >> page.missing >> page.scripts >> page.formulas >> page.background >>
                page.page;
            seen.pages.push_back(page);
        }
        return seen;
    }

    /// The head of a page as PNG; its size in bytes, 0 where none was made.
    [[nodiscard]] std::uintmax_t picture(const std::filesystem::path& page, int width, bool dark) const {
        const std::filesystem::path png = folder_ / "page.png";
        std::filesystem::remove(png);
        std::string complaints;
        run("--screenshot='" + png.string() + "' --window-size=" + std::to_string(width) + ",1200", page, dark,
            complaints);
        std::ifstream file(png, std::ios::binary);
        std::string signature(8, '\0');
        file.read(signature.data(), 8);
        return signature == "\x89PNG\r\n\x1a\n" ? std::filesystem::file_size(png) : 0;
    }

    [[nodiscard]] static bool there() { return run_command("command -v chromium >/dev/null").status == 0; }

private:
    std::string run(const std::string& what, const std::filesystem::path& page, bool dark,
                    std::string& complaints) const {
        const std::string profile = (folder_ / "profile").string(), log = (folder_ / "log").string();
        const std::string command =
            "timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
            "--disable-background-networking "
            "--disable-component-update --disable-sync --hide-scrollbars --enable-logging=stderr --v=0 "
            "--user-data-dir='" +
            profile + "' " + (dark ? "--blink-settings=preferredColorScheme=0 " : "") + what + " 'file://" +
            page.string() + "' 2>'" + log + "'";
        const std::string out = run_command(command).out;
        std::stringstream text;
        text << std::ifstream(log).rdbuf();
        for (std::string line; std::getline(text, line);)
            if (line.find("CONSOLE") != std::string::npos) complaints += line + "\n";
        return out;
    }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("lazyrisk_browser_" + std::to_string(getpid()));
};

/// Says so, once, where there is no browser to look with; `./setup.sh test` installs one.
#define LAZYRISK_NEEDS_BROWSER()                                                                                      \
    do {                                                                                                              \
        if (!Browser::there()) {                                                                                      \
            MESSAGE(                                                                                                  \
                "not looked at: there is no chromium here; packages-docs.txt names it, ./setup.sh test installs it"); \
            return;                                                                                                   \
        }                                                                                                             \
    } while (false)
