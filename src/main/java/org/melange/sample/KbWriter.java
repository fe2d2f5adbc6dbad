package org.melange.sample;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.melange.sample.flag.FlagPainter;

/** Writes the knowledge base of the sample: one entity per line, and an image of each flag. */
final class KbWriter {

  private static final String DIRECTORY = "images/kb/";
  private static final int WIDTH = 320;

  private final Path dir;

  KbWriter(Path dir) {
    this.dir = dir;
  }

  void write(SampleEntities entities) throws IOException {
    Files.createDirectories(dir.resolve(DIRECTORY));
    try (BufferedWriter kb = Files.newBufferedWriter(dir.resolve(SampleCorpus.KB))) {
      for (SampleEntity entity : entities.all()) {
        kb.write(json(entity) + "\n");
      }
    }
  }

  private ObjectNode json(SampleEntity entity) throws IOException {
    ObjectNode node = PostJson.object();
    node.put("qid", entity.qid());
    node.put("label", entity.label());
    node.put("description", entity.description());
    ArrayNode aliases = node.putArray("aliases");
    entity.aliases().forEach(aliases::add);
    node.put("popularity", entity.popularity());
    ArrayNode images = node.putArray("images");
    if (entity.flag().isPresent()) {
      String name = DIRECTORY + entity.qid() + ".png";
      Files.write(dir.resolve(name), ImageFiles.png(FlagPainter.paint(entity.flag().get(), WIDTH)));
      images.add(name);
    }
    return node;
  }
}
