package org.melange.job.cli;

import org.melange.config.Split;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses splits of data sets: {@code dev}, or a part such as {@code train:0.1}. */
public final class SplitConverter implements ITypeConverter<Split> {

  @Override
  public Split convert(String text) {
    try {
      return Split.of(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
