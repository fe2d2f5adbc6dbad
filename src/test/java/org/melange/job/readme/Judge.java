package org.melange.job.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.melange.label.Csv;
import org.melange.label.LabelFile;

/** A person who knows what the posts of the README mean. */
final class Judge {

  private static final Map<String, String> ANSWERS = Map.of("17", "Q230", "18", "Q23556");

  private Judge() {}

  /** Fills in the column of the answers. */
  static void answer(Path dir) throws IOException {
    Path file = dir.resolve("my/judge.csv");
    List<String> lines = new ArrayList<>(List.of(LabelFile.header()));
    List<Csv.Line> drawn = Csv.parse(Files.readString(file));
    for (Csv.Line line : drawn.subList(1, drawn.size())) {
      List<String> cells = new ArrayList<>(line.cells());
      String post = cells.get(LabelFile.COLUMNS.indexOf("post_id"));
      cells.set(LabelFile.COLUMNS.indexOf("answer"), ANSWERS.get(post));
      lines.add(Csv.line(cells));
    }
    Files.write(file, lines);
  }
}
