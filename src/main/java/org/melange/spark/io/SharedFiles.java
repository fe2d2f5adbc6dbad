package org.melange.spark.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Files that executors read from the file system of the driver.
 *
 * @param directory of the files; an absolute path
 * @param names of the files
 */
record SharedFiles(String directory, List<String> names) implements FileSource {

  @Override
  public Optional<Path> inPlace() throws IOException {
    return HadoopFiles.local(directory);
  }

  @Override
  public void copy(Path to) {
    names.forEach(name -> HadoopFiles.fetch(directory + "/" + name, to));
  }
}
