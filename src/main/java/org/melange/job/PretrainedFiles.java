package org.melange.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.melange.clip.ClipFiles;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.tensor.WeightFiles;
import org.melange.tensor.WeightsException;

/** Checks pretrained files before Spark starts. */
public final class PretrainedFiles {

  private PretrainedFiles() {}

  /**
   * Checks that a CLIP is complete and that weights can be opened.
   *
   * @param clip directory of a CLIP; null for none
   * @param withTokenizer whether the tokenizer is taken from there
   * @param weights of the matcher; null for none
   * @throws JobException naming the file that is missing, changed or damaged
   */
  public static void check(Path clip, boolean withTokenizer, Path weights) {
    try {
      if (clip != null) {
        requireListed(clip);
        ClipFiles.require(clip, withTokenizer);
      }
      if (weights != null) {
        WeightFiles.open(weights).close();
      }
    } catch (WeightsException e) {
      throw JobException.input(e.getMessage(), e);
    }
  }

  /** Checks a CLIP against the manifest of {@code fetch-clip}, if it has one. */
  private static void requireListed(Path clip) {
    Path file = clip.resolve(Manifest.FILE);
    try {
      if (!Files.isRegularFile(file) || isForeign(file)) {
        return;
      }
      Manifest manifest =
          Manifest.parse(Files.readString(file), clip.toString(), FetchClipJob.KIND);
      Optional<String> fault = manifest.requireFiles(clip.toString()).fault(clip);
      if (fault.isPresent()) {
        throw manifest.damaged(clip.toString(), fault.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading the CLIP model " + clip, e);
    }
  }

  private static boolean isForeign(Path file) throws IOException {
    try {
      JsonNode json = new ObjectMapper().readTree(Files.readString(file));
      return json.isObject() && !FetchClipJob.KIND.equals(json.path("kind").asText());
    } catch (JsonProcessingException e) {
      return false; // the parser of manifests reports the error
    }
  }
}
