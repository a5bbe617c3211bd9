package io.saksi.agent.doctor;

import io.saksi.agent.doctor.check.AddressesCheck;
import io.saksi.agent.doctor.check.AgentsCheck;
import io.saksi.agent.doctor.check.CertificateCheck;
import io.saksi.agent.doctor.check.CgroupCheck;
import io.saksi.agent.doctor.check.DataDirectoryCheck;
import io.saksi.agent.doctor.check.FencesCheck;
import io.saksi.agent.doctor.check.FlushCheck;
import io.saksi.agent.doctor.check.GuardCheck;
import io.saksi.agent.doctor.check.MemoryCheck;
import io.saksi.agent.doctor.check.OpenFilesCheck;
import io.saksi.agent.doctor.check.OutOfMemoryCheck;
import io.saksi.agent.doctor.check.OwnAddressCheck;
import io.saksi.agent.doctor.check.PortsCheck;
import io.saksi.agent.doctor.check.ProblemsCheck;
import io.saksi.agent.doctor.check.RaftVolumeCheck;
import io.saksi.agent.doctor.check.RunDirectoryCheck;
import io.saksi.agent.doctor.check.SecretCheck;
import io.saksi.agent.doctor.check.SpaceCheck;
import io.saksi.agent.doctor.check.SwapCheck;
import io.saksi.agent.doctor.check.VersionsCheck;
import io.saksi.agent.doctor.check.ViewsCheck;
import io.saksi.agent.doctor.check.VotersCheck;
import io.saksi.agent.doctor.check.WallClockCheck;
import io.saksi.agent.doctor.check.WatchdogCheck;
import io.saksi.agent.doctor.check.ZonesCheck;
import java.util.List;

/** Every check that there is, in the order in which it is told. */
public final class Catalogue {
  private Catalogue() {}

  public static List<LocalCheck> local() {
    return List.of(
        new WallClockCheck(),
        new WatchdogCheck(),
        new CgroupCheck(),
        new SwapCheck(),
        new MemoryCheck(),
        new OpenFilesCheck(),
        new GuardCheck(),
        new OutOfMemoryCheck(),
        new SecretCheck(),
        new CertificateCheck(),
        new SpaceCheck(),
        new RaftVolumeCheck(),
        new RunDirectoryCheck(),
        new FlushCheck(),
        new OwnAddressCheck(),
        new DataDirectoryCheck());
  }

  public static List<ClusterCheck> cluster() {
    return List.of(
        new VotersCheck(),
        new AgentsCheck(),
        new PortsCheck(),
        new VersionsCheck(),
        new ZonesCheck(),
        new ViewsCheck(),
        new AddressesCheck(),
        new FencesCheck(),
        new ProblemsCheck());
  }
}
