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
