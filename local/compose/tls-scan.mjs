// sslyze, a scanner of TLS servers, and what it says against ours.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CommandFailed, run } from '../command.mjs';
import { pythonTool } from '../python-tool.mjs';

const PACKAGE = 'sslyze==6.3.1';

/** The scanner; `undefined` where it cannot be had. */
export async function scanner() {
  return pythonTool('sslyze', PACKAGE);
}

/**
 * What is weak about the TLS of `siteUrl`, a line each: deviations from Mozilla's intermediate profile, and known holes.
 * That nobody vouches for the certificate of a test is left out.
 */
export async function weaknesses(sslyze, siteUrl) {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'azionelab-tls-'));
  try {
    const file = path.join(directory, 'scan.json');
    const where = siteUrl.replace('https://', '');
    const args = ['--mozilla_config=intermediate', `--json_out=${file}`, where];
    // It ends with an error where the profile is not met.
    const said = await run(sslyze, args).catch((error) => {
      if (error instanceof CommandFailed) return error.output;
      throw error;
    });
    if (!/COMPLIANCE/i.test(said)) throw new Error(`sslyze did not judge:\n${said}`);
    const scan = JSON.parse(readFileSync(file, 'utf8')).server_scan_results[0].scan_result;
    return [
      ...[...said.matchAll(/^\s+\* (\w+): (.*)$/gm)]
        .filter(([, about]) => !about.startsWith('certificate'))
        .map(([line]) => line.trim()),
      ...knownHoles(scan),
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function knownHoles(scan) {
  const old = ['ssl_2_0', 'ssl_3_0', 'tls_1_0', 'tls_1_1'];
  return [
    ['Heartbleed', scan.heartbleed.result.is_vulnerable_to_heartbleed],
    ['CCS injection', scan.openssl_ccs_injection.result.is_vulnerable_to_ccs_injection],
    ['ROBOT', !scan.robot.result.robot_result.startsWith('NOT_VULNERABLE')],
    ['compression', scan.tls_compression.result.supports_compression],
    ['renegotiation', scan.session_renegotiation.result.is_vulnerable_to_client_renegotiation_dos],
    ['no fallback signal', !scan.tls_fallback_scsv.result.supports_fallback_scsv],
    ...old.map((version) => [
      version,
      scan[`${version}_cipher_suites`].result.accepted_cipher_suites.length > 0,
    ]),
  ]
    .filter(([, weak]) => weak)
    .map(([name]) => name);
}
