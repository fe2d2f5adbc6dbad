package org.melange.job.readme;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A data set about the entities of the README, in the layout and under a name that it mentions. */
final class GeorgiaDataSet {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MENTIONS = 24;

  private GeorgiaDataSet() {}

  /** Writes the three splits. */
  static void write(Path dir) throws IOException {
    Path folder = Files.createDirectories(dir.resolve("WikiDiverse"));
    for (String split : List.of("train", "dev", "test")) {
      ArrayNode records = JSON.createArrayNode();
      for (int i = 0; i < MENTIONS; i++) {
        boolean country = i % 2 == 0;
        records
            .addObject()
            .put("id", split + "-" + i)
            .put("sentence", "Georgia, " + (country ? "a country" : "one of the states") + " " + i)
            .put("imgPath", "")
            .put("mentions", "Georgia")
            .put("entities", "Georgia")
            .put("answer", country ? "Q230" : "Q1428");
      }
      Files.writeString(folder.resolve("georgia_" + split + ".json"), records.toString());
    }
  }
}
