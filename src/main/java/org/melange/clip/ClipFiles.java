package org.melange.clip;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.melange.tensor.WeightFiles;
import org.melange.tensor.WeightsException;

/** The files of a CLIP model in the Hugging Face layout, checked without loading the model. */
public final class ClipFiles {

  private static final String CONFIG = "config.json";
  private static final String TOKENIZER = "tokenizer.json";

  private ClipFiles() {}

  /**
   * Checks that a directory has a CLIP model whose configuration and weights can be opened.
   *
   * @param withTokenizer whether {@code tokenizer.json} is needed
   * @throws WeightsException naming the files that are missing, or the one that cannot be read
   */
  public static void require(Path directory, boolean withTokenizer) {
    if (!Files.isDirectory(directory)) {
      throw new WeightsException(directory, "is not a directory; " + expected());
    }
    List<String> missing = new ArrayList<>();
    for (String name : withTokenizer ? List.of(CONFIG, TOKENIZER) : List.of(CONFIG)) {
      if (!Files.isRegularFile(directory.resolve(name))) {
        missing.add(name);
      }
    }
    if (WeightFiles.NAMES.stream()
        .noneMatch(name -> Files.isRegularFile(directory.resolve(name)))) {
      missing.add("the weights");
    }
    if (!missing.isEmpty()) {
      throw new WeightsException(
          directory,
          "is not a CLIP model, it lacks " + String.join(", ", missing) + "; " + expected());
    }
    ClipConfig.read(directory.resolve(CONFIG));
    WeightFiles.open(directory).close();
  }

  private static String expected() {
    return "a CLIP model has "
        + CONFIG
        + ", "
        + TOKENIZER
        + " and its weights in one of "
        + String.join(", ", WeightFiles.NAMES);
  }
}
