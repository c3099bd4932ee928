"""Scenes of the medical protocols. Patients in them are canaries: no part of them may leave the sensor."""
import os
import time

PEERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers.py")
PYTHON = "/usr/bin/python3"
PIXELS = "\\".join(["00"] * 256)
CANARY = ("TEST^CANARY", "見本^カンジャ")


def image(lab):
    """A small secondary capture image of a patient who is a canary, made by dump2dcm."""
    import lab as core
    text = lab.file("image.dump", f"""(0008,0005) CS [ISO_IR 192]
(0008,0016) UI [1.2.840.10008.5.1.4.1.1.7]
(0008,0018) UI [1.2.826.0.1.3680043.10.9999.1.1]
(0008,0060) CS [OT]
(0008,0080) LO [CANARY-HOSPITAL]
(0010,0010) PN [{CANARY[0]}={CANARY[1]}]
(0010,0020) LO [CANARY-0003]
(0020,000d) UI [1.2.826.0.1.3680043.10.9999.1]
(0020,000e) UI [1.2.826.0.1.3680043.10.9999.1.2]
(0028,0002) US 1
(0028,0004) CS [MONOCHROME2]
(0028,0010) US 16
(0028,0011) US 16
(0028,0100) US 8
(0028,0101) US 8
(0028,0102) US 7
(0028,0103) US 0
(7fe0,0010) OB {PIXELS}
""")
    out = f"{lab.scratch}/image.dcm"
    core.call("dump2dcm", text, out)
    return out


def hosts(lab, *pairs):
    """storescp looks the caller's name up for each association: without an answer every one waits for time-outs."""
    with open("/run/lab/hosts", "w", encoding="utf-8") as f:
        f.write("127.0.0.1 localhost\n" + "".join(f"{ip} {name}\n" for ip, name in pairs))


def dicom_on(lab, name, port):
    wire = lab.segment("lan")
    pacs = lab.host("pacs", wire, 0x60, "192.168.10.60/24")
    ct = lab.host("ct-1", wire, 0x61, "192.168.10.61/24")
    hosts(lab, ("192.168.10.60", "pacs"), ("192.168.10.61", "ct-1"))
    file = image(lab)
    with wire.record(lab.path(name + ".pcap")):
        pacs.start("storescp", "-aet", "PACS01", "-od", lab.scratch, str(port), tcp=port)
        ct.run("echoscu", "-aet", "CT01", "-aec", "PACS01", "192.168.10.60", str(port))
        ct.run("storescu", "-aet", "CT01", "-aec", "PACS01", "192.168.10.60", str(port), file)


def dicom(lab):
    """dcmtk: C-ECHO and C-STORE on the DICOM port."""
    dicom_on(lab, "dicom", 104)


def dicom_40123(lab):
    """The same on a port that says nothing."""
    dicom_on(lab, "dicom_40123", 40123)


def stream(lab, name, kind, port, extra=()):
    wire = lab.segment("lan")
    server = lab.host("denkaru", wire, 0x62, "192.168.10.62/24")
    client = lab.host("kensa", wire, 0x63, "192.168.10.63/24")
    with wire.record(lab.path(name + ".pcap")):
        for p in (port, *extra):
            server.start(PYTHON, PEERS, f"{kind}-server", "192.168.10.62", str(p), tcp=p)
            client.run(PYTHON, PEERS, f"{kind}-client", "192.168.10.62", str(p))


def hl7(lab):
    """HL7 over MLLP, on its usual port and on one that says nothing (our own peer)."""
    stream(lab, "hl7", "hl7", 2575, (36661,))


def astm(lab):
    """An analyser sends a result by ASTM (our own peer)."""
    stream(lab, "astm", "astm", 33001)


def modbus(lab):
    """Holding registers of a controller are read (our own peer)."""
    stream(lab, "modbus", "modbus", 502)


def bacnet(lab):
    """Who-Is and I-Am (our own peer)."""
    wire = lab.segment("lan")
    device = lab.host("kucho", wire, 0x70, "192.168.10.70/24")
    centre = lab.host("centre", wire, 0x71, "192.168.10.71/24")
    with wire.record(lab.path("bacnet.pcap")):
        device.start(PYTHON, PEERS, "bacnet-server", "0.0.0.0", "47808", udp=47808)
        centre.run(PYTHON, PEERS, "bacnet-client", "192.168.10.255", "47808")
        time.sleep(0.3)


SCENES = {"dicom": dicom, "dicom_40123": dicom_40123, "hl7": hl7, "astm": astm, "modbus": modbus, "bacnet": bacnet}
