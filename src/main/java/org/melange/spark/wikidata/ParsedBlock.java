package org.melange.spark.wikidata;

import java.util.ArrayList;
import java.util.List;
import org.melange.kb.wikidata.DumpBrackets;
import org.melange.kb.wikidata.DumpLine;
import org.melange.kb.wikidata.DumpLineParser;

/**
 * The parsed lines of a block.
 *
 * @param lines those that hold entities
 * @param brackets those that do not
 * @param position how far the file was read
 */
record ParsedBlock(List<DumpLine> lines, DumpBrackets brackets, long position) {

  /** Parses a block; keeps the terms of {@code languages}. */
  static ParsedBlock of(LineBlock block, List<String> languages) {
    DumpLineParser parser = new DumpLineParser(languages);
    List<DumpLine> lines = new ArrayList<>(block.lines().size());
    DumpBrackets brackets = DumpBrackets.NONE;
    for (LineBlock.Line line : block.lines()) {
      int start = skipWhiteSpace(block.bytes(), line.start(), line.end());
      int end = lastNonBlank(block.bytes(), start, line.end());
      if (start == end) {
        continue;
      }
      byte only = end - start == 1 ? block.bytes()[start] : 0;
      brackets = brackets.then(DumpBrackets.ofLine(only));
      if (!line.complete()) {
        lines.add(
            DumpLineParser.tooLarge(block.bytes(), start, end, line.size(), LineBlocks.MAX_LINE));
      } else if (only != '[' && only != ']') {
        lines.add(parser.parse(block.bytes(), start, end));
      }
    }
    return new ParsedBlock(lines, brackets, block.position());
  }

  private static int skipWhiteSpace(byte[] bytes, int start, int end) {
    int i = start;
    while (i < end && bytes[i] >= 0 && bytes[i] <= ' ') {
      i++;
    }
    return i;
  }

  private static int lastNonBlank(byte[] bytes, int start, int end) {
    int i = end;
    while (i > start && bytes[i - 1] >= 0 && bytes[i - 1] <= ' ') {
      i--;
    }
    return i;
  }
}
