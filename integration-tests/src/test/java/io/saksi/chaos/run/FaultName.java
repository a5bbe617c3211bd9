package io.saksi.chaos.run;

import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A kind of fault as it is typed: {@code node-killed} or {@code NODE_KILLED}. */
final class FaultName implements ITypeConverter<FaultKind> {
  @Override
  public FaultKind convert(String name) {
    String wanted = name.strip().toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(FaultKind.values())
        .filter(kind -> kind.name().equals(wanted))
        .findFirst()
        .orElseThrow(() -> new TypeConversionException("no fault '" + name + "': see --list"));
  }
}
