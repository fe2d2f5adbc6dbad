package org.melange.spark.wikidata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.melange.spark.io.HadoopFiles;

/** Records in small JSON files, which are written atomically. */
final class JsonFiles {

  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonFiles() {}

  static String text(Record value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the value is not JSON", e);
    }
  }

  static void write(String file, Record value) {
    HadoopFiles.write(file, text(value));
  }

  /** Reads a file; empty if it does not exist, or an earlier version wrote it. */
  static <T extends Record> Optional<T> read(String file, Class<T> type) {
    try {
      return Optional.of(JSON.readValue(HadoopFiles.read(file), type));
    } catch (FileNotFoundException | JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw HadoopFiles.failure("reading " + file, e);
    }
  }
}
