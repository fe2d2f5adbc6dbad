package org.melange.spark.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.melange.spark.io.HadoopFiles;

/**
 * The commits in the log of a Delta table, read as Delta's protocol defines them: one file a
 * version with one JSON object a line. This is faster than asking Spark, which starts a job.
 */
final class DeltaLogFiles {

  private static final Pattern COMMIT = Pattern.compile("\\d{20}\\.json");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String directory;

  DeltaLogFiles(String table) {
    this.directory = table + "/_delta_log";
  }

  /** The latest version; -1 if there is no table. */
  long latest() {
    return HadoopFiles.names(directory).stream()
        .filter(name -> COMMIT.matcher(name).matches())
        .mapToLong(name -> Long.parseLong(name.substring(0, name.indexOf('.'))))
        .max()
        .orElse(-1);
  }

  /** Whether one of some commits has the user metadata {@code mark}. */
  boolean holds(String mark, long from, long to) {
    for (long version = from; version <= to; version++) {
      if (mark.equals(metadata(version))) {
        return true;
      }
    }
    return false;
  }

  private String metadata(long version) {
    String file = directory + String.format(Locale.ROOT, "/%020d.json", version);
    try {
      for (String line : HadoopFiles.read(file).lines().toList()) {
        JsonNode info = JSON.readTree(line).path("commitInfo");
        if (!info.isMissingNode()) {
          return info.path("userMetadata").asText("");
        }
      }
      return "";
    } catch (FileNotFoundException e) {
      return "";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(file + " is not a commit of Delta", e);
    } catch (IOException e) {
      throw HadoopFiles.failure("reading " + file, e);
    }
  }
}
