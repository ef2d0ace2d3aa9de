# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Installs into a fresh prefix, builds the consumer against it, runs both programs.
file(REMOVE_RECURSE ${place})
function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    list(JOIN ARGV " " command)
    message(FATAL_ERROR "${command}: exit status ${status}\n${output}")
  endif()
endfunction()

run(${CMAKE_COMMAND} --install ${build} --prefix ${place}/prefix)
run(${CMAKE_COMMAND} -S ${consumer} -B ${place}/build -G ${generator} -D CMAKE_PREFIX_PATH=${place}/prefix
    -D CMAKE_CXX_COMPILER=${compiler} -D CMAKE_CXX_FLAGS=${flags})
run(${CMAKE_COMMAND} --build ${place}/build)
run(${place}/build/consumer)
run(${place}/prefix/bin/lazyrisk --version)
run(${place}/prefix/bin/lazyrisk run --list)
if(NOT EXISTS ${place}/prefix/share/lazyrisk/gallery/README.md)
  message(FATAL_ERROR "the gallery is not installed")
endif()

foreach(file man/man1/lazyrisk.1 man/man1/lazyrisk-risk.1 bash-completion/completions/lazyrisk zsh/site-functions/_lazyrisk
        fish/vendor_completions.d/lazyrisk.fish)
  if(NOT EXISTS ${place}/prefix/share/${file})
    message(FATAL_ERROR "share/${file} is not installed")
  endif()
endforeach()
