package org.melange.job.cli;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses sizes of options as settings do: {@code 128M} is 128 MiB. */
public final class SizeConverter implements ITypeConverter<Long> {

  @Override
  public Long convert(String text) {
    try {
      long bytes = ConfigFactory.parseMap(Map.of("size", text)).getBytes("size");
      if (bytes > 0) {
        return bytes;
      }
    } catch (ConfigException e) {
      // The message below says more.
    }
    throw new TypeConversionException("'" + text + "' is not a size such as 128M or 1G");
  }
}
