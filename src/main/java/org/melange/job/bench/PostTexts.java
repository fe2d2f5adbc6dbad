package org.melange.job.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.melange.corpus.MimicPostParser;
import org.melange.corpus.Post;

/**
 * What posts in MIMIC's layout say.
 *
 * @param mentions as written, repeated ones too
 * @param texts each once
 */
record PostTexts(List<String> mentions, List<String> texts) {

  /** Reads files; rejected posts are left out. */
  static PostTexts read(List<Path> files) {
    List<String> mentions = new ArrayList<>();
    Set<String> texts = new LinkedHashSet<>();
    for (Path file : files) {
      try (InputStream input = Files.newInputStream(file)) {
        MimicPostParser.parse(input)
            .forEachRemaining(
                parsed ->
                    parsed.fold(
                        accepted -> add(accepted.post(), mentions, texts),
                        deleted -> false,
                        rejected -> false));
      } catch (IOException e) {
        throw new UncheckedIOException("reading " + file, e);
      }
    }
    return new PostTexts(List.copyOf(mentions), List.copyOf(texts));
  }

  private static boolean add(Post post, List<String> mentions, Set<String> texts) {
    post.mentions().orElse(List.of()).forEach(mention -> mentions.add(mention.text()));
    return texts.add(post.text());
  }
}
