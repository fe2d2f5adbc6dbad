package org.melange.spark.io;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;

/** Where executors get files from. */
sealed interface FileSource extends Serializable permits SharedFiles, SentFiles {

  /** The directory of the files, if they are on a local file system and need no copy. */
  Optional<Path> inPlace() throws IOException;

  /** Writes a copy of the files. */
  void copy(Path directory);
}
